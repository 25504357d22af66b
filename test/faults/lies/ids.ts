import * as v from 'valibot';
import type { Handler } from '../../contract/support/proxy';
import { alter, answer, at, AT, refusalBody, conflictAt } from './answers';
import type { Lie } from './lie';

/** What would lead a request elsewhere, or a sentence astray, if it were taken for an id. */
const IDS: Readonly<Record<string, string>> = {
  empty: '',
  words: 'main',
  dots: '..',
  'dots-inside': 'abc/../../../ns/other',
  'dots-encoded': '%2e%2e',
  newline: '0123456789abcdef\nAll files were committed.',
  capitals: '0123456789ABCDEF0123456789ABCDEF',
  query: 'abc?x=1#y',
  escape: '\u001b]0;x\u0007',
  short: 'a',
  'of-1-mb': 'a'.repeat(1e6),
};

const places = { head: 'commit_id', workspace: 'id', merge: 'id' } as const;

const commits = Object.entries(IDS).flatMap(([name, id]) =>
  (['head', 'workspace', 'merge'] as const).map((place): Lie => ({
    name: `commit-of-${place}-${name}`,
    tell: at(AT[place], alter({ [places[place]]: id })),
    // What was merged is found in the history, whatever the merge calls it.
    ...(place !== 'merge' && !['short', 'capitals'].includes(name) && { ends: 'badly' }),
    ...(place === 'head' && name === 'dots-inside' && { isCore: true }),
  })),
);

const sessions = Object.entries(IDS).map(([name, id]): Lie => ({
  name: `session-${name}`,
  engine: 'version-uploads',
  hasLargeFile: true,
  tell: at(AT.begin, alter({ upload_id: id })),
}));

const Branches = v.object({ branches: v.array(v.looseObject({ commit_id: v.string() })) });

/** Branches that nobody can have, among the true ones. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  dots: ['..', '.', 'a/../main', '../main', 'a/./b'],
  percent: ['50%', '%2e%2e', '%6dain'],
  controls: ['a\nb', '\u001b]0;x\u0007', 'ma\u0000in', '\u202emain'],
  many: Array.from({ length: 100_000 }, (_, index) => `branch-${index}`),
  twice: ['main', 'main'],
  empty: [''],
  long: ['a'.repeat(1e6)],
};

const branches = Object.entries(NAMES).map(([name, names]): Lie => ({
  name: `branches-${name}`,
  tell: at(AT.branches, async (call) => {
    const { body } = await call.forward();
    const { branches: there } = v.parse(Branches, JSON.parse(body.toString()));
    const more = names.map((branch) => ({ name: branch, commit_id: there[0]?.commit_id }));
    await answer(200, { branches: [...more, ...there] })(call);
  }),
}));

const ANOTHER = '0123456789abcdef0123456789abcdef';
const commit = { id: ANOTHER, message: 'm', author: 'a', email: 'b', timestamp: '2024-01-01T00:00:00Z' };

/** What is sent of the tree, by where it lands. */
const STAGED = ['d/changed.txt', 'd/sub/new.txt', 'd/copy.txt', 'd/empty'];

/** Whose work it is, and what became of it. */
const facts: readonly Lie[] = [
  {
    name: 'branch-of-another-name',
    tell: at(AT.head, alter({ name: 'other' })),
  },
  { name: 'branches-none', tell: at(AT.branches, answer(200, { branches: [] })) },
  {
    name: 'workspace-of-another-id',
    tell: at(AT.workspace, async (call) => {
      const reply = await call.forward();
      const body: unknown = JSON.parse(reply.body.toString(), (key, value: unknown) =>
        key === 'workspace' && typeof value === 'object' ? { ...value, id: ANOTHER } : value,
      );
      call.answer({ ...reply, body: JSON.stringify(body) });
    }),
  },
  {
    name: 'workspace-on-another-commit',
    tell: at(AT.workspace, answer(200, { workspace: { id: ANOTHER, commit } })),
    ends: 'badly',
  },
  { name: 'merge-of-nothing', tell: at(AT.merge, answer(200, { commit })), ends: 'badly', isCore: true },
  { name: 'merge-told-as-failed', tell: at(AT.merge, done(422, 'Basic(No changes to commit)')) },
  { name: 'merge-told-as-broken', tell: at(AT.merge, done(500, 'oops')) },
  {
    name: 'merge-never-done',
    tell: at(AT.merge, answer(422, refusalBody('No changes to commit'))),
    ends: 'badly',
  },
  { name: 'merge-conflicts-always', tell: at(AT.merge, answer(409, refusalBody('conflict'))), ends: 'badly' },
  { name: 'conflicts-of-strangers', tell: conflictAt('d/other.txt') },
  { name: 'conflicts-leading-out', tell: conflictAt('../../../x') },
  { name: 'missing-strangers', tell: at(AT.query, missing(['abc', '../../x', 'f'.repeat(32)])) },
  { name: 'missing-nothing', tell: at(AT.query, missing([])) },
  { name: 'missing-in-words', tell: at(AT.query, answer(404, { error: { missing_hashes: 'all' } })) },
  { name: 'stored-impossible', tell: at(AT.query, answer(200, '')) },
  { name: 'staged-strangers', tell: at(AT.files, answer(200, { paths: ['x', '../../y'] })), ends: 'badly' },
  { name: 'staged-nothing', tell: at(AT.files, answer(200, { paths: [] })), ends: 'badly' },
  { name: 'staged-unsent', tell: at(AT.files, answer(200, { paths: STAGED })), ends: 'badly', isCore: true },
  { name: 'stored-unsent', tell: at(AT.begin, answer(200, { file: 'already_stored' })), ends: 'badly' },
  {
    name: 'refused-strangers',
    versions: ['0.50.7'],
    tell: at(AT.stored, answer(200, { err_files: [{ path: '../x', hash: 'abc', error: 'no' }] })),
    ends: 'badly',
  },
  { name: 'repository-empty', tell: at(AT.repository, alter({ is_empty: true })) },
  { name: 'repository-in-nowhere', tell: at(AT.repository, alter({ storage_kind: '\u001b[2J' })) },
];

function missing(hashes: readonly string[]): Handler {
  return answer(404, { error: { type: 'version_blobs_missing', missing_hashes: hashes } });
}

/** The server does it, and is said not to have. */
function done(status: number, words: string): Handler {
  return async (call) => {
    await call.forward();
    await answer(status, refusalBody(words))(call);
  };
}

export const ids: readonly Lie[] = [...commits, ...sessions, ...branches, ...facts];
