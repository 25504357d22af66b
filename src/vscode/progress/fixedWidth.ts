/** Numbers of the status bar, which moves nothing beside it. */

/** As wide as a digit, and as a full stop. */
const FIGURE_SPACE = '\u2007';
const PUNCTUATION_SPACE = '\u2008';

/** `42 %`, always of the same width. */
export function percentText(fraction: number): string {
  return `${String(Math.floor(fraction * 100)).padStart(3, FIGURE_SPACE)}%`;
}

/** `1.23 MB/s`, always of the same width: three digits and one unit. */
export function speedText(speed: number | undefined): string {
  return `${speed === undefined ? `${FIGURE_SPACE}${FIGURE_SPACE}${PUNCTUATION_SPACE}–` : threeDigits(speed / 1e6)} MB/s`;
}

function threeDigits(value: number): string {
  if (value < 9.995) return value.toFixed(2);
  if (value < 99.95) return value.toFixed(1);
  return PUNCTUATION_SPACE + String(Math.min(999, Math.round(value)));
}
