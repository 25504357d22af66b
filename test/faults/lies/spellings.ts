/** How somebody who echoes a key could write it. */
export const SPELLINGS: Readonly<Record<string, (key: string) => string>> = {
  plain: (key) => key,
  encoded: (key) => encodeURIComponent(key),
  'encoded-throughout': (key) => each(key, (code) => `%${code.toString(16).padStart(2, '0')}`),
  'encoded-in-capitals': (key) => each(key, (code) => `%${code.toString(16).padStart(2, '0').toUpperCase()}`),
  base64: (key) => Buffer.from(key).toString('base64'),
  base64url: (key) => Buffer.from(key).toString('base64url'),
  'base64-basic': (key) => Buffer.from(`ada:${key}`).toString('base64'),
};

/** In JSON, where a parser makes letters of it. */
export function escapedThroughout(text: string): string {
  return each(text, (code) => `\\u${code.toString(16).padStart(4, '0')}`);
}

function each(text: string, write: (code: number) => string): string {
  return Array.from(text, (character) => write(character.charCodeAt(0))).join('');
}
