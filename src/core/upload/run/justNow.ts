/** In ms. */
export const JUST_NOW = 1000;

/**
 * Whether a branch was seen so short a time ago that it need not be looked at again, unless something depends on the very
 * last moment.
 *
 * @param at as `performance.now()` has it
 */
export function isJustNow(at: number): boolean {
  return performance.now() - at < JUST_NOW;
}
