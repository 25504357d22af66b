import assert from 'node:assert/strict';
import * as v from 'valibot';
import { contentHash } from '../../src/core/contentHash';
import { parseBranch } from '../../src/core/oxen/branchName';
import { allBranches, branchHead } from '../../src/core/oxen/branches';
import { UnexpectedReplyError } from '../../src/core/oxen/errors';
import { CommitId, WorkspaceId } from '../../src/core/oxen/ids';
import { commitWorkspace } from '../../src/core/oxen/commitWorkspace';
import { listRepositories } from '../../src/core/oxen/repositories';
import { getFeatures, getFreeDisk, listNamespaces } from '../../src/core/oxen/server/server';
import { stageStoredByJson } from '../../src/core/oxen/staging';
import { directoryPage, getEntry, readFile } from '../../src/core/oxen/tree';
import { beginUpload } from '../../src/core/oxen/blobs/versionUploadCalls';
import { blobSize, missingBlobs } from '../../src/core/oxen/blobs/blobs';
import { createWorkspace, deleteWorkspace, getWorkspace } from '../../src/core/oxen/workspaces';
import { isRefusal, repoPath } from '../../src/core/repoPath';
import { UserError } from '../../src/core/userError';
import { useLyingServer } from './lyingServer';

const { signal } = new AbortController();
const main = parseBranch('main');
const base = v.parse(CommitId, '1a');
const id = v.parse(WorkspaceId, 'w');
const hash = contentHash('1a');
const commit = { id: '1a', message: 'm', author: 'a', email: 'e', timestamp: '2026-01-01T00:00:00Z' };

const NO_SIZES = [-1, 0.5, 1e300, '10', 'NaN', null];
const NO_IDS = ['..', '.', '', 'a/../b', '1a/../..', 'main', '1A', '1a\n', 'f'.repeat(65), 7];

describe('what a server answers', () => {
  const serverThat = useLyingServer();

  async function isRefused(
    reply: object,
    call: (server: Repo) => Promise<unknown>,
    what: string,
  ): Promise<void> {
    const { repository } = await serverThat(() => reply);
    await assert.rejects(call(repository), UnexpectedReplyError, what);
  }

  it('is no size, number or count unless it is a whole number that can be counted', async () => {
    for (const size of NO_SIZES) {
      const what = String(size);
      await isRefused({ version: { size } }, (ours) => blobSize(ours, hash, signal), what);
      await isRefused(page({ size }), (ours) => firstPage(ours), what);
      await isRefused({ ...page({}), total_pages: size }, (ours) => firstPage(ours), what);
      await isRefused({ ...page({}), total_entries: size }, (ours) => firstPage(ours), what);
    }
  });

  it('is no commit unless its id is hexadecimal', async () => {
    const workspace = (ours: Repo) => ({ repository: ours, id, branch: main, base });
    const text = { message: 'm', author: 'a', email: 'e' };
    for (const bad of NO_IDS) {
      const what = String(bad);
      await isRefused(
        { branch: { name: 'main', commit_id: bad } },
        (ours) => branchHead(ours, main, signal),
        what,
      );
      await isRefused(
        { branches: [{ name: 'main', commit_id: bad }] },
        (ours) => allBranches(ours, signal),
        what,
      );
      await isRefused(
        { commit: { ...commit, id: bad } },
        (ours) => commitWorkspace(workspace(ours), text, signal),
        what,
      );
      await isRefused(
        { workspace: { id, commit: { ...commit, id: bad } } },
        (ours) => createWorkspace({ repository: ours, id }, main, signal),
        what,
      );
    }
  });

  it('is not our workspace when it is another one', async () => {
    const other = { workspace: { id: 'other', commit } };
    await isRefused(other, (ours) => createWorkspace({ repository: ours, id }, main, signal), 'made');
    await isRefused(other, (ours) => getWorkspace({ repository: ours, id }, main, signal), 'looked up');
  });

  it('is no upload session unless its parts make up the file, and its window lets one go', async () => {
    const file = { hash, size: 25, path: at('a.bin') };
    const right = { file: 'awaiting_parts', upload_id: 'u-1', part_size: 10, num_parts: 3, part_window: 2 };
    const { repository } = await serverThat(() => right);
    const session = await beginUpload({ repository, id, branch: main, base }, file, signal);
    assert.deepEqual([session?.parts, session?.partBytes, session?.window], [3, 10, 2]);

    for (const wrong of [
      ...[0, ...NO_SIZES].flatMap((bad) => [{ part_size: bad }, { num_parts: bad }, { part_window: bad }]),
      { part_size: 1e-300, num_parts: 1e300 },
      { part_size: 5 },
      ...['..', '', 'a/b', '../../other/versions/uploads/x'].map((upload_id) => ({ upload_id })),
    ]) {
      const begin = (ours: Repo) => beginUpload({ repository: ours, id, branch: main, base }, file, signal);
      await isRefused({ ...right, ...wrong }, begin, JSON.stringify(wrong));
    }
    const many = { ...right, part_size: 1, num_parts: 10_001 };
    await isRefused(
      many,
      (ours) => beginUpload({ repository: ours, id, branch: main, base }, { ...file, size: 10_001 }, signal),
      'a request for each byte',
    );
  });

  it('is no version of a server, and no free disk, unless it can be one', async () => {
    for (const version of [
      '0.99999999999999999.1',
      '-1.2',
      'NaN',
      '',
      '1',
      '0.1.2.3.4 or so',
      'v'.repeat(1e5),
    ])
      await isRefused(
        { oxen_version: version },
        ({ server }) => getFeatures(server, signal),
        version.slice(0, 40),
      );
    for (const free_gb of [-1, 1e300, '7'])
      await isRefused(
        { disk_usage: { free_gb } },
        ({ server }) => getFreeDisk(server, signal),
        String(free_gb),
      );

    for (const version of ['0.50.7', '0.65.2-beta.1', '1.0']) {
      const { repository } = await serverThat(() => ({ oxen_version: version }));
      assert.equal((await getFeatures(repository.server, signal)).version, version);
    }
  });

  it('is about what was asked for: hashes and files of others change nothing', async () => {
    const { repository } = await serverThat((_, response) => {
      response.statusCode = 404;
      return { error: { type: 'version_blobs_missing', missing_hashes: ['2b', '..', '3c'] } };
    });
    assert.deepEqual(await missingBlobs(repository, [hash, contentHash('2b')], signal), new Set(['2b']));

    const errors = [
      { path: 'of/others', hash: '9', error: 'no' },
      { path: 'b.txt', hash: '2b', error: 'gone' },
      { path: null, hash: '3c', error: 'broken' },
    ];
    const staging = await serverThat(() => ({ err_files: errors }));
    const refused = await stageStoredByJson(
      { repository: staging.repository, id, branch: main, base },
      [
        { hash, path: at('a.txt') },
        { hash: contentHash('2b'), path: at('b.txt') },
        { hash: contentHash('3c'), path: at('c.txt') },
      ],
      signal,
    );
    assert.deepEqual(
      refused,
      new Map([
        ['b.txt', 'gone'],
        ['c.txt', 'broken'],
      ]),
    );
  });

  it('names no branch, repository or namespace that no address leads to', async () => {
    const names = ['main', '..', '.', 'a/../b', '', '50%', 'a\nb', 'feature/one', 'odd \ud800'];
    const { repository } = await serverThat(() => ({
      branches: names.map((name) => ({ name, commit_id: '1a' })),
      namespaces: ['ox', '..', '', 'a/b'].map((namespace) => ({ namespace })),
      repositories: ['cats', '..', 'a/../../b', ''].map((name) => ({ namespace: 'ox', name })),
    }));

    const { branches, unusable } = await allBranches(repository, signal);
    assert.deepEqual(
      branches.map(({ name }) => name),
      ['main', 'feature/one'],
    );
    assert.equal(unusable.length, 7);
    assert.deepEqual(await listNamespaces(repository.server, signal), ['ox']);
    assert.deepEqual(await listRepositories(repository.server, 'ox', signal), [
      { namespace: 'ox', name: 'cats' },
    ]);
  });
});

describe('an address', () => {
  const serverThat = useLyingServer();

  it('is not asked for when it would lead elsewhere', async () => {
    const { repository, seen } = await serverThat(() => ({}));
    const read = (file: string) =>
      readFile(repository, { revision: base, file }, () => Promise.resolve(), signal);

    for (const path of ['../other', 'a/../../b', './a', 'a//b', 'odd \ud800']) {
      await assert.rejects(getEntry(repository, base, path, signal), UserError, path);
      await assert.rejects(async () => read(path), UserError, path);
    }
    for (const namespace of ['..', '.', ''])
      await assert.rejects(listRepositories(repository.server, namespace, signal), UserError, namespace);
    assert.deepEqual(seen, []);
    await deleteWorkspace({ repository, id }, signal).catch(() => undefined);
    assert.deepEqual(seen, ['DELETE /api/repos/ox/cats/workspaces/w']);
  });
});

type Repo = Parameters<typeof branchHead>[0];

function firstPage(repository: Repo) {
  return directoryPage(repository, base, '', { page: 1, page_size: 10 }, signal);
}

function page(entry: object) {
  const whole = { filename: 'a', hash: '1a', is_dir: false, size: 1, ...entry };
  return { entries: [whole], total_pages: 1, total_entries: 1 };
}

function at(text: string) {
  const path = repoPath(text);
  assert.ok(!isRefusal(path));
  return path;
}
