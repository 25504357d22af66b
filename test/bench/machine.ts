import { execFileSync } from 'node:child_process';
import { statfsSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { resolve } from 'node:path';

/** What a reader has to know of when, of what and where the figures come from. */
export function measuredNow(): string {
  const day = new Date().toISOString().slice(0, 10);
  return `${day}, commit ${commit()}, ${cpus().length} cores, Node ${process.versions.node}, ${process.platform}`;
}

function commit(): string {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: resolve(__dirname, '../..'), encoding: 'utf8' }).trim();
  const changed = git('status', '--porcelain', '--untracked-files=no', '--', 'src', 'package-lock.json');
  return `${git('rev-parse', '--short', 'HEAD')}${changed === '' ? '' : ' and changes that are not committed'}`;
}

/** @throws when the disk of temporary files has less room than that, in bytes */
export function requireRoom(bytes: number): void {
  const { bavail, bsize } = statfsSync(tmpdir());
  const free = bavail * bsize;
  if (free >= bytes) return;
  const inGB = (count: number) => (count / 1e9).toFixed(1);
  throw new Error(
    `Measuring needs ${inGB(bytes)} GB in ${tmpdir()}, which has ${inGB(free)} GB. Free some, set TMPDIR, or try --quick.`,
  );
}
