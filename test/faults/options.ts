import { parseArgs } from 'node:util';

/** Any number does; a fixed one, so that a run without options is the same everywhere. */
const DEFAULT_SEED = '1';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: DEFAULT_SEED },
    only: { type: 'string', default: '*/*/*' },
    sample: { type: 'string' },
  },
});

export const options = {
  /** All that is left to chance comes from it and a cell's name. */
  seed: values.seed,
  /** `engine/fault/server`, each of them a name or `*`. */
  only: values.only,
  /** How many of the cells to play. */
  sample: values.sample === undefined ? Infinity : Number(values.sample),
};
