import { join } from 'node:path';
import { writeMany, writeMixed, writeSeveral, writeTables } from './content/write';
import type { LineSpeed } from './line';
import type { Written } from './contents';
import { inMiB, MiB } from './sizes';
import { editor } from './tables/editor';
import { raceOfEngines } from './tables/engines';
import { interrupted } from './tables/interrupted';
import { roundTrips } from './tables/roundTrips';
import { secondPlan } from './tables/secondPlan';
import { slowReader } from './tables/slowReader';
import type { Measure } from './tables/table';

const GiB = 1024 * MiB;
const SMALL = 20_000;
const TINY = 1000;

/** A race: what is uploaded, and over which line. */
export interface Race extends Written {
  readonly line?: LineSpeed;
  /** Whether it is uploaded again, and with one file in a hundred changed: by ours only. */
  readonly follows?: readonly ('again' | 'changed')[];
  /** By ours only, since the others are measured elsewhere. */
  readonly isAlone?: boolean;
  /** So often at most: the largest takes long. */
  readonly rounds?: number;
}

const FAST_AND_FAR: LineSpeed = { bytesPerSecond: 20e6, roundTripMs: 50 };
const SLOW: LineSpeed = { bytesPerSecond: 2e6, roundTripMs: 50 };

const AGAIN = ['again'] as const;
const BOTH = ['again', 'changed'] as const;

/** Those in which uploads race; the sizes are the real ones divided by `scale`. */
export const RACES = {
  large: (scale) => [{ ...several(1, (2 * GiB) / scale), follows: AGAIN }],
  several: (scale) => [{ ...several(16, (128 * MiB) / scale), follows: AGAIN }],
  small: (scale) => [{ ...many(20_000 / scale, SMALL), follows: BOTH }],
  tiny: (scale) => [{ ...many(100_000 / scale, TINY), follows: BOTH }],
  mixed: (scale) => [{ ...mixed(5000 / scale, 2e9 / scale), follows: BOTH }],
  'far-large': (scale) => [over(FAST_AND_FAR, several(1, (512 * MiB) / scale))],
  'far-small': (scale) => [over(FAST_AND_FAR, many(2000 / scale, SMALL))],
  slow: (scale) => [over(SLOW, several(1, (64 * MiB) / scale))],
  gzip: (scale) => [
    over(SLOW, tables(2000 / scale, SMALL, 'csv')),
    over(SLOW, tables(2000 / scale, SMALL, 'txt')),
    tables(10_000 / scale, SMALL, 'txt'),
  ],
  'growing-number': (scale) =>
    [1000, 10_000, 100_000].map((count) => ({
      ...many(count / scale, TINY),
      follows: AGAIN,
      isAlone: true,
      ...(count === 100_000 && { rounds: 1 }),
    })),
  'growing-size': (scale) =>
    [64 * MiB, 512 * MiB, 8 * GiB].map((bytes) => ({
      ...several(1, bytes / scale),
      follows: AGAIN,
      isAlone: true,
      ...(bytes > GiB && { rounds: 1 }),
    })),
} as const satisfies Record<string, (scale: number) => readonly Race[]>;

function several(count: number, bytes: number): Race {
  return {
    title: `${count} × ${inMiB(bytes)}`,
    bytes: count * bytes,
    write: (folder) => writeSeveral(join(folder, 'large'), count, bytes),
  };
}

function many(count: number, bytes: number): Race {
  const files = Math.floor(count);
  return {
    title: `${files.toLocaleString('en')} × ${bytes / 1000} kB`,
    bytes: files * bytes,
    write: (folder) => writeMany(folder, files, bytes),
  };
}

function mixed(count: number, bytes: number): Race {
  const files = Math.floor(count);
  return {
    title: `${files.toLocaleString('en')} files of log-normal sizes, ${Math.round(bytes / 1e6)} MB`,
    bytes,
    write: (folder) => writeMixed(folder, files, bytes),
  };
}

function tables(count: number, bytes: number, ending: 'csv' | 'txt'): Race {
  const files = Math.floor(count);
  const kind = ending === 'csv' ? 'CSV' : 'text';
  return {
    title: `${files.toLocaleString('en')} ${kind} files of ${bytes / 1000} kB`,
    bytes: files * bytes,
    write: (folder) => writeTables(folder, files, bytes, ending),
  };
}

function over(line: LineSpeed, race: Race): Race {
  const { bytesPerSecond, roundTripMs } = line;
  return { ...race, line, title: `${race.title} over ${bytesPerSecond / 1e6} MB/s, ${roundTripMs} ms` };
}

/** Those that have a table of their own. */
export const MEASURES = {
  interrupted: { measure: interrupted },
  'slow-reader': { writes: (scale) => [many(100_000 / scale, TINY)], measure: slowReader },
  'second-plan': { writes: (scale) => [many(1, TINY), many(100_000 / scale, TINY)], measure: secondPlan },
  'round-trips': { measure: roundTrips },
  engines: { measure: raceOfEngines },
  editor: { measure: editor },
} as const satisfies Record<string, Measure>;

export type RaceName = keyof typeof RACES;
export type CaseName = RaceName | keyof typeof MEASURES;

export const CASE_NAMES: readonly CaseName[] = [...keysOf(RACES), ...keysOf(MEASURES)];

/** What a case needs to be written before it. */
export function writtenFor(name: CaseName, scale: number): readonly Race[] {
  if (isRace(name)) return RACES[name](scale);
  const { writes }: Measure = MEASURES[name];
  return writes?.(scale) ?? [];
}

export function isRace(name: CaseName): name is RaceName {
  return name in RACES;
}

function keysOf<T extends string>(record: Readonly<Record<T, unknown>>): readonly T[] {
  const names: T[] = [];
  for (const name in record) names.push(name);
  return names;
}
