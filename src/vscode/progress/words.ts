import { t } from '@vscode/l10n';
import { basename } from 'node:path';
import prettyBytes from 'pretty-bytes';
import { assertNever } from '../../core/assertNever';
import type { Clash } from '../../core/upload/plan/clashes';
import type { Progress } from '../../core/upload/meter';

/** `1 file`, `12 files` */
export function countOf(count: number, thing: string): string {
  return `${count.toLocaleString('en')} ${thing}${count === 1 ? '' : 's'}`;
}

export function sizeText(bytes: number): string {
  return prettyBytes(bytes);
}

/** `a.txt and 2 more` */
export function namesOf([first = '', ...others]: readonly string[]): string {
  return others.length === 0 ? basename(first) : t('{0} and {1} more', basename(first), others.length);
}

/** How many names a message may hold. */
const LISTED = 10;

/** Of many lines, the first ones and how many more there are. */
export function listOf(lines: readonly string[], most = LISTED): readonly string[] {
  const more = lines.length - most;
  return [...lines.slice(0, most), ...(more > 0 ? [t('and {0} more', more.toLocaleString('en'))] : [])];
}

/** One line about names that clash; none when there are none. */
export function clashText({ length }: readonly Clash[]): string[] {
  if (length === 0) return [];
  return [t('{0} of names collide on Windows and macOS: see the log.', countOf(length, 'pair'))];
}

/** The notification's line: `sending · 3 of 12 files · 1.2 MB of 3.4 MB · 1.1 MB/s · 2 min left`. */
export function progressText(progress: Progress): string {
  const { phase, speed, timeLeft, waiting, paused } = progress;
  const parts = [phase, ...countsOf(progress), ...(paused ? ['paused'] : [])];
  if (waiting !== undefined) return [...parts, waiting].join(' · ');
  if (speed !== undefined) parts.push(`${unbroken(speed)}/s`);
  if (timeLeft !== undefined) parts.push(timeLeftText(timeLeft));
  return parts.join(' · ');
}

/** Number and unit stay on one line of the notification. */
function unbroken(bytes: number): string {
  return prettyBytes(bytes, { nonBreakingSpace: true });
}

/** What moves in this phase. */
function countsOf({ phase, files, bytes }: Progress): string[] {
  const ofBytes = t('{0} of {1}', unbroken(bytes.done), unbroken(bytes.total));
  switch (phase) {
    case 'scanning':
    case 'waiting':
      return [];
    case 'comparing':
    case 'sending':
      return [t('{0} of {1}', files.done.toLocaleString('en'), countOf(files.total, 'file')), ofBytes];
    case 'finishing':
      return [t('{0} of {1}', files.done.toLocaleString('en'), countOf(files.total, 'file'))];
    case 'listing':
    case 'committing':
    case 'verifying':
      return [countOf(files.total, 'file')];
    default:
      return assertNever(phase);
  }
}

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

function timeLeftText(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 60) return t('{0} s left', seconds);
  const minutes = Math.round(seconds / 60);
  const parts = [`${Math.floor(minutes / 60)} h`, t('{0} min', minutes % 60)].filter(
    (part) => !part.startsWith('0 '),
  );
  return t('{0} left', parts.join(' '));
}
