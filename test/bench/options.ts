import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CASE_NAMES, type CaseName } from './cases';
import { type MeasuredVersion, VERSIONS } from './server';

export const USAGE = `npm run bench [-- OPTIONS]
  --quick                a fiftieth of everything, one round: to try the measuring; writes to out/bench
  --only CASE[,CASE]     of ${CASE_NAMES.join(', ')}
  --server VERSION       of ${VERSIONS.join(', ')}
  --rounds N             instead of three
  --against CHECKOUT     a built checkout of this project takes its turns as well; writes to out/bench
  --uploaders NAME[,…]   of ours, official, floor; writes to out/bench
`;

const NAMES = ['ours', 'official', 'floor'] as const;
const ROUNDS = 3;

export interface Options {
  readonly quick: boolean;
  readonly cases: readonly CaseName[];
  readonly versions: readonly MeasuredVersion[];
  readonly rounds: number;
  readonly against: string | undefined;
  readonly uploaders: readonly (typeof NAMES)[number][];
  /** Of the page's figures. */
  readonly isWhole: boolean;
}

/** @throws when something is asked for that there is not */
export function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', default: CASE_NAMES.join() },
      server: { type: 'string', default: VERSIONS.join() },
      rounds: { type: 'string' },
      against: { type: 'string' },
      uploaders: { type: 'string', default: NAMES.join() },
    },
  });
  const { quick, against } = values;
  const rounds = Number(values.rounds ?? (quick ? 1 : ROUNDS));
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new Error(`Invalid number of rounds: ${values.rounds ?? ''}.`);
  const uploaders = chosen(values.uploaders, NAMES);
  return {
    quick,
    cases: chosen(values.only, CASE_NAMES),
    versions: chosen(values.server, VERSIONS),
    rounds,
    against: against === undefined ? undefined : resolve(against),
    uploaders,
    isWhole: !quick && against === undefined && uploaders.length === NAMES.length,
  };
}

function chosen<T extends string>(list: string, known: readonly T[]): readonly T[] {
  return list.split(',').map((name) => {
    const found = known.find((one) => one === name);
    if (found === undefined) throw new Error(`There is no “${name}”.\n${USAGE}`);
    return found;
  });
}
