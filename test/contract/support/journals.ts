import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Resolves once the journals below a state directory hold `count` records of achievements: what was staged, and which
 * chunks went. Looked at in turns: watching folders that are only being made is not reliable.
 */
export async function achievementsOnDisk(stateDirectory: string, count: number): Promise<void> {
  while ((await achievements(join(stateDirectory, 'oxen-upload', 'runs'))) < count) await delay(20);
}

async function achievements(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const texts = await Promise.all(
    names.map((name) => readFile(join(folder, name, 'journal.jsonl'), 'utf8').catch(() => '')),
  );
  return texts.join('').split(/"type":"(?:staged|chunk)"/).length - 1;
}
