import { alter, at, AT, rewrite } from './answers';
import { LARGE_FILE_BYTES, type Lie } from './lie';

/** No count, size or length. */
const WRONG: Readonly<Record<string, unknown>> = {
  zero: 0,
  negative: -1,
  huge: 1e300,
  fractional: 0.5,
  'in-words': '1',
  missing: undefined,
};

const inSession = { engine: 'version-uploads', hasLargeFile: true } as const;

const windows = Object.entries(WRONG).map(([name, value]): Lie => ({
  name: `window-${name}`,
  ...inSession,
  tell: at(AT.begin, alter({ part_window: value })),
  ...(name === 'zero' && { isCore: true }),
}));

const sizesOfParts = Object.entries(WRONG).map(([name, value]): Lie => ({
  name: `part-size-${name}`,
  ...inSession,
  tell: at(AT.begin, alter({ part_size: value })),
}));

const counts = Object.entries(WRONG).map(([name, value]): Lie => ({
  name: `parts-${name}`,
  ...inSession,
  tell: at(AT.begin, alter({ num_parts: value })),
}));

const geometry: readonly Lie[] = [
  {
    name: 'part-size-of-a-byte',
    ...inSession,
    tell: at(AT.begin, alter({ part_size: 1, num_parts: LARGE_FILE_BYTES, part_window: 1e9 })),
    isCore: true,
  },
  {
    name: 'part-size-of-less',
    ...inSession,
    tell: at(AT.begin, alter({ part_size: 0.001, num_parts: LARGE_FILE_BYTES * 1000, part_window: 1e9 })),
  },
  {
    name: 'part-size-without-end',
    ...inSession,
    tell: at(
      AT.begin,
      rewrite((text) => text.replace(/"part_size":\d+/, '"part_size":1e999')),
    ),
  },
  { name: 'parts-never-complete', ...inSession, tell: at(AT.part, alter({ completed: false })) },
  { name: 'parts-complete-in-words', ...inSession, tell: at(AT.part, alter({ completed: 'yes' })) },
];

/** Sizes of what lies there, wherever one is told. */
const sizes = Object.entries({ ...WRONG, huge: 1e30, 'not-whole': 1.5 }).map(([name, value]): Lie => ({
  name: `sizes-${name}`,
  tell: (proxy) => {
    const taken = [AT.lookUp, AT.listing, AT.changes].map((place) =>
      at(place, alter({ size: value }))(proxy),
    );
    return {
      get times() {
        return taken.reduce((sum, { times }) => sum + times, 0);
      },
    };
  },
}));

/** Of content that a server < 0.54 has put together. */
const stored = Object.entries(WRONG).map(([name, value]): Lie => ({
  name: `stored-size-${name}`,
  versions: ['0.50.7'],
  engine: 'upload-chunk',
  hasLargeFile: true,
  tell: at(['GET', /\/versions\/[0-9a-f]+\/metadata$/], alter({ size: value })),
}));

export const numbers: readonly Lie[] = [
  ...windows,
  ...sizesOfParts,
  ...counts,
  ...geometry,
  ...sizes,
  ...stored,
];
