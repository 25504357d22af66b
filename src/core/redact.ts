const BLOT = '(key)';

/** A shorter secret is a word that occurs in sentences: it is blotted out only where it stands alone. */
const SHORT_SECRET = 12;
/** Characters of a secret that one pattern looks for: a long one makes a pattern that is too large to be compiled. */
const PIECE = 2048;

/** The longest spelling of a character of a secret, in characters: `\u00xx`. */
const LONGEST_SPELLING = 6;

/**
 * Blots secrets out of a text.
 *
 * @param limit about how many characters of a long text are looked at and kept, where fewer will be shown: a name may
 *   have millions, and each costs
 */
export type Redact = (text: string, limit?: number) => string;

/**
 * Blots secrets out of texts that others wrote, however a server spells them: as they are, in other letter case (the
 * host of an address), percent-encoded, with JSON's escapes, or in base64, also inside something longer (`user:key`).
 */
export function redactor(secrets: Iterable<string>, blot = BLOT): Redact {
  const known = [...secrets].filter((secret) => secret !== '');
  const redactions = known.map((secret) => redactionOf(secret, blot));
  const redact = (text: string) => redactions.reduce((redacted, one) => one(redacted), text);
  // A secret that is cut in two is not found: as much as can be left of one is dropped, too.
  const longest = LONGEST_SPELLING * Math.max(0, ...known.map(({ length }) => length));
  return (text, limit = Infinity) => {
    if (text.length <= limit + longest) return redact(text);
    const beginning = redact(text.slice(0, limit + longest));
    return `${beginning.slice(0, Math.max(0, beginning.length - longest))}…`;
  };
}

function redactionOf(secret: string, blot: string): (text: string) => string {
  const pieces = piecesOf(secret);
  const patterns = pieces.flatMap(patternsOf);
  const blots = new RegExp(`(?:${literal(blot)}){2,}`, 'g');
  return (text) => {
    const redacted = patterns.reduce((rest, pattern) => rest.replace(pattern, () => blot), text);
    return pieces.length === 1 ? redacted : redacted.replace(blots, () => blot);
  };
}

/** Pieces of about the same length, so that none is short. */
function piecesOf(secret: string): string[] {
  const count = Math.ceil(secret.length / PIECE);
  const length = Math.ceil(secret.length / count);
  return Array.from({ length: count }, (_, index) => secret.slice(index * length, (index + 1) * length));
}

function patternsOf(secret: string): RegExp[] {
  const spelt = Array.from(secret, spellingsOf).join('');
  if (secret.length < SHORT_SECRET) return [new RegExp(`(?<![\\w%\\\\])${spelt}(?!\\w)`, 'gi')];
  return [new RegExp(spelt, 'gi'), ...base64Cores(secret).map((core) => new RegExp(core, 'g'))];
}

/** One character, escaped or as it is: a percent sign begins its own escape. */
function spellingsOf(character: string): string {
  const digits = character.charCodeAt(0).toString(16).padStart(2, '0');
  return `(?:%${digits}|\\\\u00${digits}|\\\\x${digits}|${literal(character)})`;
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
