import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type CaseName, isRace, type Race, RACES } from './cases';
import { Content } from './content/content';
import { requireRoom } from './machine';

export interface Prepared {
  readonly race: Race;
  readonly content: Content;
}

/** How often the largest lies on the disk besides its content: as pieces, as chunks on a server, and joined there. */
const COPIES = 3;
const SPARE_BYTES = 1e9;

/** Writes what the races of these cases upload, before anything is measured: it has to be at rest for a while. */
export async function writeContents(
  cases: readonly CaseName[],
  scale: number,
  folder: string,
): Promise<ReadonlyMap<CaseName, readonly Prepared[]>> {
  const races = new Map(
    cases.filter(isRace).map((name): [CaseName, readonly Race[]] => [name, RACES[name](scale)]),
  );
  const bytes = [...races.values()].flat().map((race) => race.bytes);
  requireRoom(bytes.reduce((sum, one) => sum + one, 0) + COPIES * Math.max(0, ...bytes) + SPARE_BYTES);

  const contents = new Map<CaseName, Prepared[]>();
  for (const [name, list] of races) {
    const prepared: Prepared[] = [];
    for (const [index, race] of list.entries()) {
      const below = join(folder, `${name}-${index}`);
      await mkdir(below);
      prepared.push({ race, content: await Content.write(below, race.write) });
    }
    contents.set(name, prepared);
  }
  return contents;
}
