import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** How long a server may take to clear away what was cut off, and how often we look, in ms. */
const CLEARED_AFTER = 3000;
const PAUSE = 100;

/** A file below `folder` with these bytes in it, unless there is none before long. */
export async function holdsBytes(folder: string, bytes: Buffer): Promise<string | undefined> {
  const deadline = performance.now() + CLEARED_AFTER;
  for (;;) {
    const found = await search(folder, bytes);
    if (found === undefined || performance.now() > deadline) return found;
    await delay(PAUSE);
  }
}

async function search(folder: string, bytes: Buffer): Promise<string | undefined> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const content = await readFile(path).catch(() => Buffer.alloc(0)); // cleared away meanwhile
    if (content.includes(bytes)) return path;
  }
  return undefined;
}
