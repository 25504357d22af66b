import * as v from 'valibot';
import type { Handler } from '../../contract/support/proxy';
import { alter, answer, at, AT, rewrite } from './answers';
import type { Lie } from './lie';

/** A page, whatever page is asked for. */
function page(entries: readonly object[], total_pages: unknown, total_entries: unknown): Handler {
  return answer(200, { dir: { hash: 'f00d' }, entries, total_pages, total_entries });
}

const file = (filename: string) => ({ filename, hash: 'abc', is_dir: false, size: 1 });
const directory = (filename: string) => ({ ...file(filename), is_dir: true });
const full = Array.from({ length: 1000 }, (_, index) => file(`file-${index}`));

/** Of no use to anybody, and never at an end. */
const endless: readonly Lie[] = [
  { name: 'pages-without-end', tell: at(AT.listing, page(full, 1e12, 1e15)), isCore: true },
  { name: 'pages-short', tell: at(AT.listing, page(full.slice(1), 1e12, 1e15)) },
  { name: 'pages-empty', tell: at(AT.listing, page([], 1e12, 1e15)) },
  { name: 'pages-of-nothing', tell: at(AT.listing, page([], 1e12, 0)) },
  {
    name: 'pages-infinite',
    tell: at(
      AT.listing,
      rewrite((text) => text.replace(/"total_pages":\d+/, '"total_pages":1e999')),
    ),
  },
  { name: 'pages-negative', tell: at(AT.listing, alter({ total_pages: -1, total_entries: -1 })) },
  { name: 'pages-in-parts', tell: at(AT.listing, alter({ total_pages: 0.5, total_entries: 1.5 })) },
  {
    name: 'pages-in-words',
    tell: at(AT.listing, alter({ total_pages: '1', total_entries: 'many' })),
    ends: 'badly',
  },
  { name: 'pages-growing', tell: at(AT.listing, growing()) },
  { name: 'pages-empty-then-full', tell: at(AT.listing, emptyThenFull()) },
  { name: 'history-without-end', tell: at(AT.history, answer(200, { commits: commits(50) })) },
  { name: 'history-in-a-circle', tell: at(AT.history, circle()) },
  { name: 'history-of-nothing', tell: at(AT.history, answer(200, { commits: [] })) },
  { name: 'history-of-strangers', tell: at(AT.history, answer(200, { commits: commits(3) })) },
  {
    name: 'changes-without-end',
    tell: at(AT.changes, alter({ total_pages: 1e12, total_entries: 1e15 })),
    isCore: true,
  },
  { name: 'changes-of-strangers', tell: at(AT.changes, changes(['d/other.txt', '../../x'])) },
  { name: 'changes-of-nobody', tell: at(AT.changes, changes([])) },
];

function growing(): Handler {
  let pages = 1;
  return (call) => page(full, ++pages, pages * full.length)(call);
}

/** Nothing comes of an empty page but another request. */
function emptyThenFull(): Handler {
  return (call) => page(Number(call.query.get('page')) % 2 === 1 ? [] : full, 1e9, 1e12)(call);
}

const History = v.object({ commits: v.array(v.looseObject({})) });

/** The page that was there before, again and again, with the newest commit in it. */
function circle(): Handler {
  return async (call) => {
    const { body } = await call.forward();
    const { commits: there } = v.parse(History, JSON.parse(body.toString()));
    await answer(200, { commits: [...commits(49), there.at(-1)] })(call);
  };
}

function commits(count: number): object[] {
  const commit = { message: '', author: 'a', email: 'b', timestamp: '2024-01-01T00:00:00Z' };
  return Array.from({ length: count }, (_, index) => ({ ...commit, id: `${index}`.padStart(32, 'ab') }));
}

function changes(names: readonly string[]): Handler {
  const list = (entries: readonly object[]) => ({ entries, total_pages: 1, total_entries: entries.length });
  const staged = { added_files: list(names.map(file)), modified_files: list([]) };
  return answer(200, { status: 'success', staged: { ...staged, removed_files: list([]) } });
}

/** Names and kinds that no directory has. */
const NAMES: Readonly<Record<string, readonly object[]>> = {
  'leading-out': [file('../../x'), directory('..'), directory('.'), file('/etc/passwd')],
  'of-windows': [file('C:\\x'), file('..\\..\\x'), file('CON'), file('a:b')],
  'with-slashes': [file('sub/new.txt'), file('a//b'), directory('sub/')],
  'with-controls': [file('a\nb'), file('\u001b]0;x\u0007'), file('a\u0000b'), file('\u202etxt')],
  empty: [file(''), directory('')],
  twice: [file('same.txt'), file('same.txt'), directory('same.txt'), file('changed.txt')],
  'of-1-mb': [file('a'.repeat(1e6))],
  'of-the-prototype': [file('__proto__'), file('constructor'), directory('toString')],
};

const names = Object.entries(NAMES).map(([name, entries]): Lie => ({
  name: `names-${name}`,
  tell: at(AT.listing, page(entries, 1, entries.length)),
}));

const kinds: readonly Lie[] = [
  { name: 'kinds-all-directories', tell: at(AT.listing, alter({ is_dir: true })) },
  { name: 'kinds-all-files', tell: at(AT.listing, alter({ is_dir: false })) },
  { name: 'kinds-in-words', tell: at(AT.listing, alter({ is_dir: 'no' })), ends: 'badly' },
  { name: 'hashes-in-words', tell: at(AT.listing, alter({ hash: '../../x\n' })) },
  { name: 'hashes-all-equal', tell: at(AT.listing, alter({ hash: 'abc' })) },
];

export const listings: readonly Lie[] = [...endless, ...names, ...kinds];
