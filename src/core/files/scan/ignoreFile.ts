import ignore, { type Ignore, type Options } from 'ignore';
import { LocalFileError, localFileError } from '../localFileError';
import { readRegularFile, UnfitFileError } from '../regularFile';
import { shareThread } from '../../shareThread';

/** Each pattern is tried on each file: with more of them a scan would hardly end, and each is held as some KiB. */
const BOUNDS = { maxBytes: 1024 * 1024, links: 'followed' } as const;
const MOST_PATTERNS = 10_000;
/** No path is longer on Linux; JavaScript does not compile expressions of any length. */
const MOST_CHARACTERS = 4096;
/** Patterns that are compiled within a few ms. */
const COMPILED_AT_ONCE = 25;
const ANY_PATH = 'a';

/**
 * The lines of an ignore file.
 * @throws LocalFileError when it cannot be read, or is too large
 */
export async function readIgnoreFile(path: string): Promise<readonly string[]> {
  const content = await readRegularFile(path, BOUNDS).catch((error: unknown) => {
    if (!(error instanceof UnfitFileError)) throw localFileError(path, error);
    const kind = error.kind === 'too-large' ? 'too-large-rules' : error.kind;
    throw new LocalFileError(path, kind, { cause: error });
  });
  const lines = content
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/);
  const patterns = lines.filter((line) => /[^ ]/.test(line) && !line.startsWith('#'));
  if (patterns.length > MOST_PATTERNS || patterns.some(({ length }) => length > MOST_CHARACTERS))
    throw new LocalFileError(path, 'too-large-rules');
  return lines;
}

/** What these patterns match. Compiled here, and not all at once when the first file is looked for. */
export async function matcherOf(patterns: readonly string[], options: Options): Promise<Ignore> {
  const matcher = ignore(options);
  for (let at = 0; at < patterns.length; at += COMPILED_AT_ONCE) {
    const some = ignore(options).add(patterns.slice(at, at + COMPILED_AT_ONCE));
    some.ignores(ANY_PATH); // each pattern is compiled when it is tried first, and stays so
    matcher.add(some);
    await shareThread();
  }
  return matcher;
}
