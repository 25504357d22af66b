import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { parseOrigin, parseRepository, repositoryText } from '../../src/core/oxen/address';
import { parseBranch } from '../../src/core/oxen/branchName';
import { branchHead, createBranch, listBranches } from '../../src/core/oxen/branches';
import { OxenServer, type Repository } from '../../src/core/oxen/http/client';
import { createDispatcher } from '../../src/core/oxen/connection/dispatcher';
import { HttpError } from '../../src/core/oxen/errors';
import type { CommitId } from '../../src/core/oxen/ids';
import { directoryPage, getEntry, readFile } from '../../src/core/oxen/tree';
import { undiciTransport } from '../../src/core/oxen/connection/undiciTransport';
import { listAllRepositories } from '../../src/vscode/allRepositories';
import { writeFiles } from '../unit/tempFolder';
import { upload } from './support/headless';
import type { TestRepository } from './support/repository';
import { type Bench, describeOn, BOTH_ENDS } from './support/servers';

const signal = new AbortController().signal;
const ODD_NAMES = ['a b.txt', '\u00e4.txt', 'a\u0308.txt', '100% %20.txt', 'a+b.txt', 'a#b?.txt', '🐂.txt'];

/** What the Repositories view and the read-only file system ask of a server. */
describeOn(BOTH_ENDS, 'browsing', (bench) => {
  const transport = undiciTransport(createDispatcher());
  let folder = '';

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'oxen-browse-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('lists the repositories of all namespaces', async () => {
    const { name } = await bench.repository();

    const { repositories, namespaces } = await listAllRepositories(serverOf(bench), signal);

    assert.ok(repositories.map(repositoryText).includes(name));
    assert.deepEqual(namespaces, { listed: 1, total: 1 });
  });

  it('finds nothing in an empty repository', async () => {
    const repository = openOn(bench, await bench.repository());

    assert.deepEqual(await listBranches(repository, signal), []);
    assert.equal(await branchHead(repository, parseBranch('main'), signal), undefined);
    const main = parseBranch('main');
    assert.equal(await directoryPage(repository, main, '', { page: 1, page_size: 10 }, signal), undefined);
  });

  it('pages a directory of one commit, directories first', async () => {
    const remote = await bench.repository();
    await send(remote, { 'c.txt': 'c', 'a.txt': 'a', 'dir/x.txt': 'x', 'b.txt': 'b' });
    const repository = openOn(bench, remote);
    const commit = await headOf(repository);
    await send(remote, { '0.txt': 'later' });

    const pages = [1, 2].map((page) =>
      directoryPage(repository, commit, 'odd #1', { page, page_size: 3 }, signal),
    );
    const [first, second] = await Promise.all(pages);

    assert.deepEqual(
      first?.entries.map(({ filename, is_dir }) => [filename, is_dir]),
      [
        ['dir', true],
        ['a.txt', false],
        ['b.txt', false],
      ],
    );
    assert.deepEqual(
      second?.entries.map(({ filename }) => filename),
      ['c.txt'],
    );
    assert.deepEqual([first.total_pages, first.total_entries], [2, 4]);
  });

  it('tells a file’s size and last commit, and gives its bytes, whatever its name', async () => {
    const remote = await bench.repository();
    await send(remote, Object.fromEntries(ODD_NAMES.map((name) => [name, `content of ${name}`])));
    const repository = openOn(bench, remote);
    const commit = await headOf(repository);

    for (const name of ODD_NAMES) {
      const content = Buffer.from(`content of ${name}`);
      const entry = await getEntry(repository, commit, `odd #1/${name}`, signal);
      assert.equal(entry?.size, content.byteLength, name);
      assert.equal(entry.latest_commit?.id, commit);
      assert.ok(Math.abs(Date.parse(entry.latest_commit.timestamp) - Date.now()) < 60 * 60_000);
      const file = { revision: commit, file: `odd #1/${name}` };
      assert.deepEqual(await readFile(repository, file, buffer, signal), content);
    }
  });

  it('knows what is not there', async () => {
    const remote = await bench.repository();
    await send(remote, { 'a.txt': 'a' });
    const repository = openOn(bench, remote);
    const commit = await headOf(repository);

    assert.equal(await getEntry(repository, commit, 'odd #1/missing.txt', signal), undefined);
    assert.equal(
      await directoryPage(repository, commit, 'missing', { page: 1, page_size: 10 }, signal),
      undefined,
    );
    await assert.rejects(
      readFile(repository, { revision: commit, file: 'missing.txt' }, buffer, signal),
      (error) => error instanceof HttpError && error.status === 404,
    );
    await assert.rejects(
      readFile(repository, { revision: commit, file: 'odd #1' }, buffer, signal),
      (error) => error instanceof HttpError && error.status === 404,
    );
  });

  it('makes a branch, also with a slash in its name', async () => {
    const remote = await bench.repository();
    await send(remote, { 'a.txt': 'a' });
    const repository = openOn(bench, remote);

    await createBranch(repository, parseBranch('people/ada'), 'main', signal);

    assert.equal(await branchHead(repository, parseBranch('people/ada'), signal), await headOf(repository));
    const names = (await listBranches(repository, signal)).map(({ name }) => name);
    assert.deepEqual(names.sort(), ['main', 'people/ada']);
  });

  /** Below `odd #1`, as one commit. */
  async function send(to: TestRepository, files: Readonly<Record<string, string>>): Promise<void> {
    const top = join(await mkdtemp(join(folder, 'sent-')), 'odd #1');
    await writeFiles(
      Object.fromEntries(Object.entries(files).map(([name, text]) => [join(top, name), text])),
    );
    const { code, told } = await upload({ to, paths: [top] });
    assert.equal(code, 0, told);
  }

  function serverOf(on: Bench): OxenServer {
    const { origin, key } = on.server();
    return new OxenServer({ origin: parseOrigin(origin), key, transport });
  }

  function openOn(on: Bench, { name }: TestRepository): Repository {
    return serverOf(on).repository(parseRepository(name).repository);
  }

  async function headOf(repository: Repository): Promise<CommitId> {
    const head = await branchHead(repository, parseBranch('main'), signal);
    assert.ok(head);
    return head;
  }
});
