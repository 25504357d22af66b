const BLOT = '(key)';

/** A shorter secret is a word that occurs in sentences: it is blotted out only where it stands alone. */
const SHORT_SECRET = 12;

/**
 * Blots secrets out of texts that others wrote, however a server spells them: as they are, percent-encoded, with JSON's
 * escapes, or in base64, also inside something longer (`user:key`).
 */
export function redactor(secrets: Iterable<string>, blot = BLOT): (text: string) => string {
  const patterns = [...secrets].filter((secret) => secret !== '').flatMap(patternsOf);
  return (text) => patterns.reduce((redacted, pattern) => redacted.replace(pattern, () => blot), text);
}

function patternsOf(secret: string): RegExp[] {
  const spelt = Array.from(secret, spellingsOf).join('');
  if (secret.length < SHORT_SECRET) return [new RegExp(`(?<![\\w%\\\\])${spelt}(?!\\w)`, 'g')];
  return [new RegExp(spelt, 'g'), ...base64Cores(secret).map((core) => new RegExp(core, 'g'))];
}

/** One character, as it is or escaped. */
function spellingsOf(character: string): string {
  const hex = character.charCodeAt(0).toString(16).padStart(2, '0');
  const digits = Array.from(hex, (digit) =>
    /[a-f]/.test(digit) ? `[${digit}${digit.toUpperCase()}]` : digit,
  ).join('');
  return `(?:${literal(character)}|%${digits}|\\\\u00${digits}|\\\\x${digits})`;
}

/** What base64 makes of the secret at each of the three places where it can begin, without what depends on its neighbours. */
function base64Cores(secret: string): string[] {
  return [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]).toString('base64');
    const core = text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + secret.length) * 8) / 6));
    return Array.from(core, (character) =>
      character === '+' ? '[+-]' : character === '/' ? '[/_]' : character,
    ).join('');
  });
}

function literal(character: string): string {
  return character.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
