import { withoutKeys } from './hiddenKeys';

/** Longest text of others that is shown in one place, in characters. */
const SHOWN_CHARACTERS = 300;
/** How often as many characters as are shown are searched for keys: each that is found makes the text shorter. */
const SEARCHED = 4;

/** What moves a cursor, starts another line or turns the direction of reading: in a name it can pose as our own words. */
export const STEERING = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu;

const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Text that others wrote – a server, a file's name, a commit – as one line that steers nothing: control and
 * bidirectional characters are written as escapes (`\x1b`, `\u202e`), and a long text is cut. No key is in it.
 *
 * @param limit characters that are kept
 */
export function plainText(text: string, limit = SHOWN_CHARACTERS): string {
  return oneLine(withoutKeys(text, SEARCHED * limit), limit);
}

/** The same with whatever key is in it: for what is edited or used, not only shown. */
export function oneLine(text: string, limit = SHOWN_CHARACTERS): string {
  return shorten(text.slice(0, 2 * limit + 2), limit)
    .toWellFormed()
    .replace(STEERING, escape);
}

function shorten(text: string, limit: number): string {
  const characters = Array.from(text);
  return characters.length <= limit ? text : `${characters.slice(0, limit).join('')}…`;
}

function escape(character: string): string {
  const code = character.charCodeAt(0);
  const hex = (digits: number) => code.toString(16).padStart(digits, '0');
  return SHORT_ESCAPES[character] ?? (code <= 0xff ? `\\x${hex(2)}` : `\\u${hex(4)}`);
}
