import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Content } from './content/content';
import { requireRoom } from './machine';

/** Something to upload. */
export interface Written {
  readonly title: string;
  readonly bytes: number;
  readonly write: (folder: string) => Promise<void>;
}

export interface Prepared<T extends Written> {
  readonly what: T;
  readonly content: Content;
}

/** How often the largest lies on the disk besides its content: as pieces, as chunks on a server, and joined there. */
const COPIES = 3;
const SPARE_BYTES = 1e9;

/** Room for all of it. @throws when there is not so much */
export function requireRoomFor(all: readonly Written[]): void {
  const bytes = all.map((one) => one.bytes);
  requireRoom(bytes.reduce((sum, one) => sum + one, 0) + COPIES * Math.max(0, ...bytes) + SPARE_BYTES);
}

/** Writes them into folders of their own, before anything is measured: they have to be at rest for a while. */
export async function writeContents<T extends Written>(
  all: readonly T[],
  folder: string,
): Promise<readonly Prepared<T>[]> {
  const prepared: Prepared<T>[] = [];
  for (const [index, what] of all.entries()) {
    const below = join(folder, String(index));
    await mkdir(below, { recursive: true });
    prepared.push({ what, content: await Content.write(below, what.write) });
  }
  return prepared;
}
