import type { Results } from '../results';
import { followsTable } from './follows';
import { tableOf } from './markdown';
import { raceTable } from './raceTable';

const HEAD = `# Benchmarks

\`npm run bench\` writes this page, its figures (benchmarks.json) and its chart. Each upload goes the whole way, from the
start of its process to the commit (ours: verified as well), into an empty repository and with nothing remembered; then
the branch is downloaded, and the hash of each file compared. The uploaders take turns; figures are medians, and in
brackets the least. Client and server share the machine: read them as ratios. CPU and memory are GNU time's, of user and
system together, and of the largest process.

The **floor** is what cannot be avoided: the warm files are hashed, then curl sends the same bytes to the routes that ours
takes, by as many processes as are fastest here, and one request commits. It checks nothing and survives nothing. The
official client puts all files into one directory. Slow lines are played by a proxy that all connections share. What each case
waits for is in [bounds.md](bounds.md).

![Speed against the official client](benchmarks.svg)`;

export function pageOf(results: Results): string {
  const servers = [...new Set(results.measured.map(({ server }) => server))].sort();
  return `${[HEAD, ...servers.map((server) => sectionOf(server, results))].join('\n\n')}\n`;
}

function sectionOf(server: string, { measured, series, tables }: Results): string {
  const here = series.filter((one) => one.server === server);
  const facts = new Map<string, string[]>();
  for (const one of measured) {
    if (one.server === server) facts.set(one.fact, [...(facts.get(one.fact) ?? []), one.case]);
  }
  return [
    `## oxen-server ${server}`,
    ...raceTable(here),
    ...followsTable(here),
    ...tables.filter((one) => one.server === server).map(tableSection),
    `Measured: ${[...facts].map(([fact, cases]) => `${fact} (${cases.join(', ')})`).join('; ')}.`,
  ].join('\n\n');
}

function tableSection({ title, notes, head, rows, broken }: Results['tables'][number]): string {
  const limits = broken.map((limit) => `**A limit is broken: ${limit}**`);
  return [`### ${title}`, ...notes, tableOf(head, rows), ...limits].join('\n\n');
}
