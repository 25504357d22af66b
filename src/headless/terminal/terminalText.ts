import { withoutKeys } from '../../core/hiddenKeys';
import { plainText, STEERING } from '../../core/plainText';
import { type ErrorDetails, formatError } from '../../core/userError';

/** Enough for two of the longest paths that a system has, and words around them. */
const LINE_CHARACTERS = 9000;
/** Enough for any sentence of ours with a path in it; a server may say more. */
const MESSAGE_CHARACTERS = 1000;

/** A text for a terminal, with whatever names and words of others in it: one line, which steers nothing. */
export function terminalText(text: string): string {
  return plainText(text, LINE_CHARACTERS);
}

/** An error as such a line. What others said in it is cut, never what to do. */
export function shownError(details: ErrorDetails): string {
  return terminalText(formatError({ ...details, message: plainText(details.message, MESSAGE_CHARACTERS) }));
}

/** The places of a stack trace, a line each. Its head is the error's message, which may pose as any line. */
export function traceOf(stack: string | undefined): readonly string[] {
  return (stack ?? '').split('\n').filter((line) => /^ {4}at /.test(line));
}

/** Properties with words of ours only, which programs look for. */
const OURS = new Set(['type', 'result', 'action', 'phase', 'engine']);

/** JSON on one line, without any key in its values, and with what would steer a terminal as `\u…`: the same value to who reads it as JSON. */
export function jsonText(value: object): string {
  return JSON.stringify(value, shownValue).replace(
    STEERING, // it stands in strings only, where JSON has a spelling for it
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function shownValue(property: string, value: unknown): unknown {
  return typeof value === 'string' && !OURS.has(property) ? withoutKeys(value) : value;
}
