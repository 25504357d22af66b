import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Resolves once the journals below a state directory hold `count` records of achievements: what was staged, and which
 * chunks went. Looked at in turns: watching folders that are only being made is not reliable.
 */
export async function achievementsOnDisk(stateDirectory: string, count: number): Promise<void> {
  while (achievementsIn(await journalsOnDisk(stateDirectory)) < count) await delay(20);
}

/** The text of each journal below a state directory. */
export async function journalsOnDisk(stateDirectory: string): Promise<readonly string[]> {
  const folder = join(stateDirectory, 'oxen-upload', 'runs');
  const names = await readdir(folder).catch(() => []);
  return Promise.all(
    names.map((name) => readFile(join(folder, name, 'journal.jsonl'), 'utf8').catch(() => '')),
  );
}

function achievementsIn(journals: readonly string[]): number {
  return journals.join('').split(/"type":"(?:staged|chunk)"/).length - 1;
}
