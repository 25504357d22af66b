import { bodies } from './bodies';
import { http } from './http';
import { ids } from './ids';
import { keys } from './keys';
import type { Lie } from './lie';
import { listings } from './listings';
import { numbers } from './numbers';
import { pacing } from './pacing';
import { texts } from './text';

/** What takes longest comes first, so that the others are through while it is waited out. */
export const LIES: readonly Lie[] = [
  ...pacing,
  ...http,
  ...bodies,
  ...listings,
  ...numbers,
  ...ids,
  ...keys,
  ...texts,
].toSorted((one, other) => (other.limits?.ms ?? 0) - (one.limits?.ms ?? 0));
