import { createXXHash128, createXXHash3 } from 'hash-wasm';
import { Pool } from '../memory/pool';

/** XXH3-128: the hash of a content. Call `init` first: a hasher comes back in any state. */
export const contentHashers = new Pool(() => createXXHash128());

/** XXH3-64: tells on re-reading whether a chunk is still the planned one. Call `init` first. */
export const chunkHashers = new Pool(() => createXXHash3());
