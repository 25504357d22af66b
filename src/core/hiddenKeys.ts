import { redactor } from './redact';

/** A shorter key is a word of ours, too, such as `upload`: to blot that out of every sentence would tell what it is. */
const SHORTEST = 8;

const hidden = new Set<string>();
let redact = redactor(hidden);

/**
 * From now on `key` is blotted out of all that this process shows: a server that knows it may put it into whatever it
 * names, such as a branch, a path or its version. What servers say stays as it is until it is shown.
 */
export function hideKey(key: string): void {
  if (key.length < SHORTEST || hidden.has(key)) return;
  hidden.add(key);
  redact = redactor(hidden);
}

/** A text as it may be shown, or the beginning of one that is longer than `limit`. */
export function withoutKeys(text: string, limit?: number): string {
  return redact(text, limit);
}
