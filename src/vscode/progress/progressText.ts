import { t } from '@vscode/l10n';
import prettyBytes from 'pretty-bytes';
import { assertNever } from '../../core/assertNever';
import type { Progress } from '../../core/upload/meter';
import { phaseText } from './phaseText';
import { countOf } from './words';

const NO_BREAK_SPACE = '\u00A0';

/** What a notification has room for: `45 % · 1.1 MB/s · 2 min left` while it sends, else `97 % · committing`. */
export function progressText({ phase, fraction, speed, timeLeft, waiting, paused }: Progress): string {
  return [
    ...(fraction > 0 || phase === 'sending' ? [`${Math.floor(fraction * 100)}${NO_BREAK_SPACE}%`] : []),
    ...(phase === 'sending' ? [] : [phaseText(phase)]),
    ...(paused ? [t('paused')] : []),
    ...(waiting === undefined ? paceOf(speed, timeLeft) : [waiting]),
  ].join(' · ');
}

/** What moves, for those who want to know more: `sending · 3 of 12 files · 1.2 MB of 3.4 MB`. */
export function detailText(progress: Progress): string {
  return [phaseText(progress.phase), ...countsOf(progress)].join(' · ');
}

function paceOf(speed: Progress['speed'], timeLeft: Progress['timeLeft']): string[] {
  return [
    ...(speed === undefined ? [] : [`${unbroken(speed)}/s`]),
    ...(timeLeft === undefined ? [] : [timeLeftText(timeLeft)]),
  ];
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
