import assert from 'node:assert/strict';
import { join } from 'node:path';
import { writeMany, writeSeveral } from '../content/write';
import { measureInHost } from '../editor/extensionHost';
import { BESIDE } from '../editor/order';
import { inMiB, MiB } from '../sizes';
import { uploadCommand } from '../timed';
import { type Measured, type TableOptions, withPlace } from './table';

const LARGE_BYTES = 2048 * MiB;
const FILES = 100_000;
const FILE_BYTES = 1000;

/** The limits, in ms. */
const MOST = { p99: 20, max: 60 } as const;

/** The thread that all extensions share, while ours uploads. */
export async function editor({ server, scale }: TableOptions): Promise<Measured> {
  const [large, files] = [LARGE_BYTES / scale, FILES / scale];
  const contents = [
    { title: `1 × ${inMiB(large)}`, count: 1, write: (folder: string) => writeSeveral(folder, 1, large) },
    {
      title: `${files} × 1 kB`,
      count: files,
      write: (folder: string) => writeMany(folder, files, FILE_BYTES),
    },
  ];
  const rows: string[][] = [];
  const notes: string[] = [];
  const broken: string[] = [];
  for (const { title, count, write } of contents) {
    const found = await withPlace(
      server,
      async ({ folder, repository, upload }) => {
        const content = join(folder, 'content');
        await write(content);
        const [namespace = '', name = ''] = repository.name.split('/');
        const { origin, key } = repository;
        return server.withRepository((other) => {
          const beside = uploadCommand(upload(content, { to: other }));
          return measureInHost({ origin, namespace, name, key, content, beside });
        }, count);
      },
      count,
    );
    assert.equal(found.result, 'committed');
    notes.push(
      `${title}: loading the extension took ${ms(found.loaded)}, activating it ${ms(found.activated)}.`,
    );
    for (const { stage, seconds, p99, max, held, collector, memory, uploading } of found.stages) {
      const times = [`${seconds.toFixed(1)} s`, ...[p99, max, held, collector].map(ms)];
      rows.push([title, stage, ...times, inMiB(memory), inMiB(uploading)]);
      if (!isOfOthers(stage) && (p99 > MOST.p99 || max > MOST.max))
        broken.push(
          `${stage} ${title}: p99 ${ms(p99)} of ${ms(MOST.p99)}, max ${ms(max)} of ${ms(MOST.max)}.`,
        );
    }
  }
  return {
    title: 'In the extension host',
    notes: [
      'A real workbench; the services of the extension upload, and the review is answered as soon as it can be. How late a timer of 1 ms was on the thread of all extensions (`monitorEventLoopDelay`), and *Held*: the longest turn of that thread without what it waited for a core while others had both (`schedstat`); the longest pause of the garbage collector in it, and what the process of all extensions holds at the end of the stage, and the one that uploads (resident). *another process uploads*: the headless command uploads the same, and the extension does nothing; what shows there is the machine’s and VS Code’s own.',
      notes.join(' '),
    ],
    head: ['Upload', 'Stage', 'Time', 'p99', 'max', 'Held', 'Collector', 'Memory', 'Uploading'],
    rows,
    broken,
  };
}

function isOfOthers(stage: string): boolean {
  return stage.startsWith('idle') || stage === BESIDE;
}

function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}
