import { inspect } from 'node:util';
import { plainText } from '../../core/plainText';
import { formatError, UserError } from '../../core/userError';

/** Long enough for a list of paths, in characters. */
const LINE_CHARACTERS = 10_000;

/** What the log says in one line, whatever is in it. */
export function logLine(text: string): string {
  return plainText(text, LINE_CHARACTERS);
}

/** The line, and the causes below it: they are indented, as only the log itself begins lines at the margin. */
export function logLines(text: string, causes: readonly string[]): string {
  const below = causes.flatMap((cause) => cause.split('\n')).map((line) => `    ${logLine(line)}`);
  return [logLine(text), ...below].join('\n');
}

/** What `error` and its own causes tell. A stack tells of a fault of ours; a UserError is told in its words. */
export function causesOf(error: unknown): string[] {
  if (error === undefined) return [];
  if (!(error instanceof Error)) return [inspect(error)];
  const text =
    error instanceof UserError ? logLine(formatError(error.details)) : (error.stack ?? error.message);
  return [text, ...causesOf(error.cause)];
}
