import { t } from '@vscode/l10n';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import prettyBytes from 'pretty-bytes';
import prettyMs from 'pretty-ms';
import type { RefusedFile } from '../../core/files/scan/destinations';
import { type SkippedFile, skipReasonText } from '../../core/files/localFile';
import { type Clash, clashAdvice } from '../../core/upload/plan/clashes';
import type { Concern } from '../../core/upload/plan/concerns';
import type { UploadEvent } from '../../core/upload/events';
import type { Meter, Progress } from '../../core/upload/meter';
import type { Standing } from '../../core/upload/plan/preparation';
import type { Secret } from '../../core/upload/plan/secretNames';
import { messageOf, type ErrorDetails, type UserError } from '../../core/userError';
import { Bar } from './bar';
import type { Ending } from '../ending';
import { jsonText, shownError, terminalText, traceOf } from './terminalText';

/** Where the headless command shows what happens. */
export interface Printer {
  /** Why the run as a whole ended. */
  showError(error: UserError): void;
  /** The same, when it was not foreseen: with what its authors need to know. */
  fault(error: unknown): void;
  /** Words for a person; in JSON a note. */
  say(text: string): void;
  skip(file: SkippedFile): void;
  refuse(file: RefusedFile): void;
  warn(clash: Clash): void;
  secret(file: Secret): void;
  /** Nothing is held up by it: whoever wrote the arguments may have meant it. */
  concern(concern: Concern): void;
  /** A line of the plan, which is printed instead of being carried out. */
  plan(line: PlanLine): void;
  /** Waits while who reads is slower than what is printed. */
  ready(signal: AbortSignal): Promise<void>;
  done(ending: Ending): void;
}

export type PlanLine =
  | {
      /** Of the local file. */
      readonly path: string;
      readonly destination: string;
      readonly action: Standing;
      readonly size: number;
      readonly hash: string | undefined;
    }
  | (RefusedFile & { readonly action: 'refused' })
  | (SkippedFile & { readonly action: 'skipped' });

/** At most one line of progress in so many ms. */
const PROGRESS_PAUSE = 250;

/** One event a line; after `done` nothing more. */
export function jsonPrinter(meter: Meter, stream: Writable): Printer {
  let printed = -Infinity;
  let isDone = false;
  const line = (value: object) => {
    if (!isDone) stream.write(`${jsonText(value)}\n`);
  };
  meter.listen((progress, event) => {
    if (event.type === 'failed') line({ type: 'failed', path: event.path, ...event.error.details });
    if (event.type === 'skipped') line(event);
    if (event.type === 'kept') line({ ...event, files: event.files.length });
    if (event.type === 'warning') line({ type: 'note', text: event.text });
    if (['phase', 'prepared', 'planned', 'again', 'waiting', 'note'].includes(event.type)) line(event);
    if (performance.now() - printed < PROGRESS_PAUSE) return;
    printed = performance.now();
    line({ type: 'progress', ...progress });
  });
  return {
    showError: ({ details }) => line({ type: 'error', ...details }),
    fault: (error) => line({ type: 'error', ...faultOf(error) }),
    say: (text) => line({ type: 'note', text }),
    skip: ({ path, reason }) => line({ type: 'skipped', path, reason }),
    refuse: ({ path, reason }) => line({ type: 'refused', path, reason }),
    warn: (clash) => line({ type: 'warning', ...clash }),
    secret: ({ path, reason }) => line({ type: 'secret', path, reason }),
    concern: ({ kind, path, text }) => line({ type: 'concern', kind, path, text }),
    plan: (planned) => line({ type: 'plan', ...planned }),
    ready: (signal) => drained(stream, signal),
    done: ({ result, verified, commit, files, bytes, engine }) => {
      line({ type: 'done', result, verified, commit: commit?.id ?? null, files, bytes, engine });
      isDone = true;
    },
  };
}

/** Sentences, and on a terminal a bar. Each is one line, whatever names and words of others are in it. */
export function textPrinter(meter: Meter, stream: Writable & { readonly isTTY?: boolean }): Printer {
  const bar = stream.isTTY === true ? new Bar(stream) : undefined;
  const say = (text: string) => {
    const line = terminalText(text);
    if (bar === undefined) stream.write(`${line}\n`);
    else bar.say(line);
  };
  meter.listen((progress, event) => {
    bar?.update(progress.fraction, terminalText(textOf(progress)));
    if (event.type === 'phase' && bar === undefined) say(`${event.phase}…`);
    const sentence = sentenceOf(event);
    if (sentence !== undefined) say(sentence);
  });
  return {
    showError: ({ details }) => say(shownError(details)),
    fault: (error) => {
      const { stack, ...details } = faultOf(error);
      say(shownError(details));
      for (const line of traceOf(stack)) say(line);
    },
    say,
    skip: (file) => say(skippedText(file)),
    refuse: ({ path, reason }) => say(`refused: ${path}: ${reason}`),
    secret: ({ path, reason }) => say(`secret: ${path}: ${skipReasonText(reason)}`),
    concern: ({ text }) => say(t('note: {0}', text)),
    warn: ({ paths, reason }) => say(t('warning: {0}: {1}. {2}', paths.join(' and '), reason, clashAdvice())),
    plan: (planned) => say(planText(planned)),
    ready: (signal) => drained(stream, signal),
    done: (ending) => {
      bar?.end();
      say(closingText(ending));
    },
  };
}

function skippedText({ path, reason }: SkippedFile): string {
  return `skipped: ${path}: ${skipReasonText(reason)}`;
}

async function drained(stream: Writable, signal: AbortSignal): Promise<void> {
  if (stream.writableNeedDrain) await once(stream, 'drain', { signal });
}

function closingText({ result, commit, files, bytes, engine }: Ending): string {
  const counts = Object.entries(files).map(([kind, count]) => `${count} ${kind}`);
  return [
    t('{0}; {1} sent by {2}.', counts.join(', '), prettyBytes(bytes), engine),
    ...(commit === undefined ? [] : [t('Commit {0}.', commit.id)]),
    // Of a run that was cut off, not even that is certain.
    ...(commit === undefined && result === 'failed' ? [t('Nothing was committed.')] : []),
  ].join(' ');
}

function faultOf(error: unknown): ErrorDetails & { readonly stack: string | undefined } {
  return {
    message: t('Unexpected error: {0}.', messageOf(error)),
    advice: t('Please report it and include the stack trace.'),
    stack: error instanceof Error ? error.stack : undefined,
  };
}

function planText(line: PlanLine): string {
  switch (line.action) {
    case 'skipped':
      return skippedText(line);
    case 'refused':
      return `refused: ${line.path}: ${line.reason}`;
    default:
      return t('{0}: {1} as {2} ({3})', line.action, line.path, line.destination, prettyBytes(line.size));
  }
}

function textOf({ phase, files, bytes, speed, timeLeft }: Progress): string {
  const parts = [
    phase,
    t('{0}/{1} files', files.done, files.total),
    t('{0} of {1}', prettyBytes(bytes.done), prettyBytes(bytes.total)),
  ];
  if (speed !== undefined) parts.push(`${prettyBytes(speed)}/s`);
  if (timeLeft !== undefined) parts.push(t('{0} left', prettyMs(timeLeft, { compact: true })));
  return parts.join(' · ');
}

function sentenceOf(event: UploadEvent): string | undefined {
  switch (event.type) {
    case 'skipped':
      return skippedText(event);
    case 'failed':
      return `failed: ${event.path}: ${shownError(event.error.details)}`;
    case 'waiting':
      return t('waiting {0}: {1}', prettyMs(event.ms), event.reason);
    case 'again':
      return t('sending {0} again: {1}', prettyBytes(event.bytes), event.reason);
    case 'warning':
    case 'note':
      return event.text;
    default:
      return undefined;
  }
}
