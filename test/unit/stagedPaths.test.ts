import assert from 'node:assert/strict';
import * as v from 'valibot';
import { parseBranch } from '../../src/core/oxen/branchName';
import { UnexpectedReplyError } from '../../src/core/oxen/errors';
import { CommitId, WorkspaceId } from '../../src/core/oxen/ids';
import { stagedPaths } from '../../src/core/oxen/stagedPaths';
import { type Lie, useLyingServer } from './lyingServer';

const { signal } = new AbortController();
const unknown = { expectsAll: false, signal };
const CHANGES = '/workspaces/w/changes';

describe('what is staged', () => {
  const serverThat = useLyingServer();

  async function workspaceThat(lie: Lie) {
    const { repository, seen } = await serverThat(lie);
    const [id, base] = [v.parse(WorkspaceId, 'w'), v.parse(CommitId, '1a')];
    return { workspace: { repository, id, branch: parseBranch('main'), base }, seen };
  }

  it('is all found by one request, if it is not much', async () => {
    const { workspace, seen } = await workspaceThat(listing(numbered('d/', 3000)));

    assert.equal((await stagedPaths(workspace, ['d/1'], unknown)).size, 3000);
    assert.equal(seen.length, 1);
  });

  it('is found by directories, because pages come in another order each time', async () => {
    const staged = [...numbered('a/b/', 9000), ...numbered('a/c/', 9000), ...numbered('', 20), 'a/one'];
    const { workspace, seen } = await workspaceThat(listing(staged));

    assert.deepEqual(await stagedPaths(workspace, staged, unknown), new Set(staged));
    assert.deepEqual(
      new Set(seen.map((one) => one.slice(one.indexOf(CHANGES) + CHANGES.length))),
      new Set(['', '/a/b', '/a/c', '/a/one', ...numbered('', 20).map((name) => `/${name}`)]),
    );
  });

  it('is not counted first where all of it is there: that takes a server as long as to list it', async () => {
    const staged = [...numbered('a/', 9000), ...numbered('b/', 9000)];
    const { workspace, seen } = await workspaceThat(listing(staged));

    assert.deepEqual(await stagedPaths(workspace, staged, { expectsAll: true, signal }), new Set(staged));
    assert.equal(seen.length, 2, seen.join('\n'));
  });

  it('is no error where some of it is missing after all', async () => {
    const staged = [...numbered('a/', 9000), ...numbered('b/', 9000)];
    const { workspace, seen } = await workspaceThat(listing(staged.slice(1)));

    const found = await stagedPaths(workspace, staged, { expectsAll: true, signal });

    assert.deepEqual(found, new Set(staged.slice(1)));
    assert.equal(seen.length, 3, seen.join('\n'));
  });

  it('is known where an earlier process has left more beside it', async () => {
    const staged = [...numbered('a/', 9000), ...numbered('b/', 9000)];
    const { workspace } = await workspaceThat(listing([...staged, ...numbered('a/more/', 5000)]));

    const found = await stagedPaths(workspace, staged, { expectsAll: true, signal });

    assert.ok(staged.every((path) => found.has(path)));
  });

  it('is found in a directory of very many, and beside names that the server cannot look up', async () => {
    for (const staged of [numbered('', 12_000), [...numbered('a+b/', 6000), ...numbered('c/', 6000)]]) {
      const { workspace } = await workspaceThat(listing(staged));

      assert.deepEqual(await stagedPaths(workspace, staged, unknown), new Set(staged));
    }
  });

  it('is known when all that is expected is there, whatever else is', async () => {
    const expected = numbered('ours/', 100);
    const { workspace, seen } = await workspaceThat(listing([...expected, ...numbered('theirs/', 10_000)]));

    const found = await stagedPaths(workspace, expected, unknown);

    assert.ok(expected.every((path) => found.has(path)));
    assert.ok(seen.length <= 2, seen.join('\n'));
  });

  it('is asked for no further than an upload may have staged, however much the server says there is', async () => {
    const asked: number[] = [];
    const { workspace } = await workspaceThat((url) => {
      if (url.searchParams.has('page_size')) asked.push(Number(url.searchParams.get('page_size')));
      return reply(['a'], 1e15);
    });

    await assert.rejects(stagedPaths(workspace, ['a', 'c'], unknown), UnexpectedReplyError);
    assert.ok(asked.length > 0);
    assert.ok(Math.max(...asked) <= 10_002, asked.join(', '));
  });

  it('is an error when the server lists less than it says', async () => {
    const { workspace, seen } = await workspaceThat(() => reply(['a', 'b'], 1e12));

    await assert.rejects(stagedPaths(workspace, ['a', 'c'], unknown), UnexpectedReplyError);
    assert.ok(seen.length <= 4, seen.join('\n'));
  });
});

/** As a real server has it: each time in another order, and without what lies below a `+`. */
function listing(staged: readonly string[]): Lie {
  return (url) => {
    const place = decodeURIComponent(url.pathname.split(CHANGES)[1] ?? '').slice(1);
    const isThere = (path: string) => place === '' || path === place || path.startsWith(`${place}/`);
    const found = place.includes('+') ? [] : staged.filter(isThere);
    const from = Math.floor(Math.random() * found.length);
    const turned = [...found.slice(from), ...found.slice(0, from)];
    return reply(turned.slice(0, Number(url.searchParams.get('page_size'))), found.length);
  };
}

function reply(filenames: readonly string[], total: number) {
  const list = (entries: readonly string[], total_entries: number) => ({
    entries: entries.map((filename) => ({ filename })),
    total_entries,
  });
  return { staged: { added_files: list(filenames, total), modified_files: list([], 0) } };
}

function numbered(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, number) => `${prefix}${number}`);
}
