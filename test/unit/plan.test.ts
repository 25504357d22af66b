import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { placeFiles } from '../../src/core/files/scan/destinations';
import { hashFile } from '../../src/core/files/hashing/hash';
import type { LocalFile } from '../../src/core/files/localFile';
import { type Digester, HashCache } from '../../src/core/files/hashing/hashCache';
import { parseOrigin } from '../../src/core/oxen/address';
import { parseBranch } from '../../src/core/oxen/branchName';
import { OxenServer } from '../../src/core/oxen/http/client';
import { createDispatcher } from '../../src/core/oxen/connection/dispatcher';
import { undiciTransport } from '../../src/core/oxen/connection/undiciTransport';
import { Listings } from '../../src/core/upload/plan/listings';
import { countsOf } from '../../src/core/upload/plan/preparation';
import { compareWithBranch, prepare } from '../../src/core/upload/plan/prepare';
import { branchHead } from '../../src/core/oxen/branches';
import type { Target } from '../../src/core/upload/target/target';
import { featuresOf } from '../../src/core/oxen/server/serverVersion';
import { isRefusal, repoDirectory } from '../../src/core/repoPath';
import { type Repository, type RunningOxenServer, startOxenServer } from '../oxen-server';
import { commitEmptyFiles, commitFiles } from '../support/commitFiles';
import { useTempFolder, writeFiles } from './tempFolder';

describe('a plan', () => {
  const at = useTempFolder();
  const { signal } = new AbortController();
  const dispatcher = createDispatcher();
  let oxen: RunningOxenServer;
  let repository: Repository;

  beforeEach(async () => {
    oxen = await startOxenServer();
    repository = oxen.createRepository('ox', 'cats');
  });
  afterEach(() => oxen.close());
  after(() => dispatcher.destroy());

  function target(directory = ''): Target {
    const server = new OxenServer({
      origin: parseOrigin(oxen.origin),
      transport: undiciTransport(dispatcher),
    });
    const checked = repoDirectory(directory);
    assert.ok(!isRefusal(checked));
    return {
      repository: server.repository({ namespace: 'ox', name: 'cats' }),
      branch: parseBranch('main'),
      directory: checked,
      features: featuresOf('0.65.2'),
      store: 'local',
    };
  }

  const known = () => ({ hashes: new HashCache(at('hashes')), listings: new Listings(at('listings')) });

  const nowOn = async (place: Target) => ({
    target: place,
    seenAt: performance.now(),
    base: await branchHead(place.repository, place.branch, signal),
  });

  /** What an upload of empty files with these names would do; and the listings and look-ups that it took. */
  async function planOf(names: readonly string[], { directory = '' } = {}) {
    const before = oxen.requests.length;
    await rm(at('local'), { recursive: true, force: true });
    await writeFiles(Object.fromEntries(names.map((name) => [at('local', name), ''])));
    const preparation = await prepare(
      { selection: [`${at('local')}/.`], directory: target(directory).directory },
      {
        branch: () => nowOn(target(directory)),
        signal,
        report: () => undefined,
        ...known(),
        hashUntil: 'all is known',
      },
    );
    const asked = oxen.requests.slice(before).map(({ path }) => path);
    const { files, refused, warnings } = preparation;
    return {
      files,
      counts: countsOf(preparation),
      warnings,
      standings: Object.fromEntries(files.map(({ path, standing }) => [path, standing])),
      refused: Object.fromEntries(refused.map(({ destination, reason }) => [destination, reason])),
      listed: asked.filter((path) => path.includes('/dir/')).length,
      lookedUp: asked.filter((path) => path.includes('/meta/')).length,
    };
  }

  it('tells new, changed and unchanged files apart', async () => {
    await commitFiles(repository, { 'd/same': '', 'd/other': 'content', 'd/deep/same': '' });

    const { files, standings } = await planOf(['same', 'other', 'new', 'deep/same', 'deep/new', 'add/new'], {
      directory: 'd',
    });

    assert.deepEqual(standings, {
      'd/same': 'unchanged',
      'd/other': 'changed',
      'd/new': 'new',
      'd/deep/same': 'unchanged',
      'd/deep/new': 'new',
      'd/add/new': 'new',
    });
    assert.deepEqual(
      files.filter(({ replaces }) => replaces === undefined).map(({ path }) => path),
      ['d/add/new', 'd/deep/new', 'd/new'],
    );
  });

  it('tells by its size alone that a file has changed, and of the same size not more than it knows', async () => {
    // Larger than what is looked into for private keys.
    const content = 'content'.repeat(10_000);
    await commitFiles(repository, { same: content, longer: content });
    await writeFiles({
      [at('d/same')]: content.toUpperCase(),
      [at('d/longer')]: `${content}, and more`,
      [at('d/new')]: content,
    });
    const read: string[] = [];
    const hashes = new HashCache(undefined, (path, options) => {
      read.push(path);
      return hashFile(path, options);
    });

    const { files } = await prepare(
      { selection: [`${at('d')}/.`], directory: target().directory },
      {
        branch: () => nowOn(target()),
        signal,
        report: () => undefined,
        ...known(),
        hashes,
        hashUntil: performance.now(),
      },
    );

    assert.deepEqual(Object.fromEntries(files.map(({ path, standing }) => [path, standing])), {
      same: 'exists',
      longer: 'changed',
      new: 'new',
    });
    assert.deepEqual(read, []);
  });

  it('refuses what the branch has no place for, at any depth', async () => {
    await commitFiles(repository, { file: '', 'd/directory/x': '' });

    const within = await planOf(['d/directory', 'file/a', 'file/b/c']);
    assert.deepEqual(within.refused, {
      'd/directory': 'the branch has a directory with that name',
      'file/a': 'the branch has a file named file where a directory is needed',
      'file/b/c': 'the branch has a file named file where a directory is needed',
    });
    const below = await planOf(['a', 'b/c'], { directory: 'd/directory/x/y/z' });
    assert.deepEqual(Object.values(below.refused), [
      'the branch has a file named d/directory/x where a directory is needed',
      'the branch has a file named d/directory/x where a directory is needed',
    ]);
  });

  it('asks for no directory twice as long as it stays as it was', async () => {
    const names = ['a', 'b', 'c'].flatMap((folder) =>
      Array.from({ length: 30 }, (_, i) => `set/${folder}/${i}`),
    );
    await commitEmptyFiles(repository, names);

    const first = await planOf(names);
    const second = await planOf(names);
    assert.deepEqual([first.counts.unchanged, first.listed], [90, 4]);
    assert.deepEqual([second.counts.unchanged, second.listed, second.lookedUp], [90, 0, 2]);

    await commitFiles(repository, { 'set/b/7': 'content' });
    const third = await planOf(names);
    assert.equal(third.standings['set/b/7'], 'changed');
    assert.deepEqual(
      [third.counts.unchanged, third.listed],
      [89, 2],
      'only what lies on the way to the change',
    );
  });

  it('looks up a few names of a large directory, and does not list it', async () => {
    await commitEmptyFiles(
      repository,
      Array.from({ length: 1200 }, (_, i) => `large/${i}`),
    );

    const { standings, listed, lookedUp } = await planOf(['large/7', 'large/new']);

    assert.deepEqual(standings, { 'large/7': 'unchanged', 'large/new': 'new' });
    assert.deepEqual([listed, lookedUp], [1, 4]);
  });

  it('lists a large directory in large pages when many of its names are wanted', async () => {
    const names = Array.from({ length: 12_000 }, (_, i) => `large/${i}`);
    await commitEmptyFiles(repository, names);

    const listed = async () => {
      const before = oxen.requests.length;
      const files = names.map((name) => ({ path: `/local/${name}`, name, size: 0 }));
      const { exists } = countsOf(await prepareFound(files, target()));
      const asked = oxen.requests.slice(before).filter(({ path }) => path.includes('/dir/'));
      return [exists, asked.length];
    };

    assert.deepEqual(await listed(), [12_000, 2]);
    assert.deepEqual(await listed(), [12_000, 0]);
  });

  it('warns of names that differ only in case or normalisation, and plans both', async () => {
    await commitFiles(repository, {
      'd/Readme.md': '',
      'd/Pictures/x': '',
      'd/u\u0308.txt': '',
      'd/same': '',
    });

    const { counts, refused, warnings } = await planOf(
      ['a.txt', 'A.txt', 'readme.md', 'pictures/y', '\u00FC.txt', 'same', 'x/\u00FC/1', 'x/U\u0308/2'],
      { directory: 'd' },
    );

    const byPath = new Map(warnings.map(({ paths, reason }) => [paths.join(' '), reason]));
    assert.deepEqual([...byPath.keys()].sort(), [
      'd/A.txt d/a.txt',
      'd/pictures d/Pictures',
      'd/readme.md d/Readme.md',
      'd/x/U\u0308 d/x/\u00FC',
      'd/\u00FC.txt d/u\u0308.txt',
    ]);
    assert.equal(byPath.get('d/A.txt d/a.txt'), 'they differ only in case');
    assert.equal(byPath.get('d/\u00FC.txt d/u\u0308.txt'), 'they differ only in the encoding of accents');
    assert.match(byPath.get('d/x/U\u0308 d/x/\u00FC') ?? '', /case and in the encoding of accents/);
    assert.deepEqual([counts.new, refused], [7, {}]);
  });

  it('of the same files once more reads no content and lists nothing', async () => {
    const names = Array.from({ length: 300 }, (_, i) => `set/${i % 3}/${i}`);
    await writeFiles(Object.fromEntries(names.map((name) => [at(name), ''])));
    await commitEmptyFiles(repository, names);
    const realNow = Date.now;
    Date.now = () => realNow() + 60_000;
    const read: string[] = [];
    const reader: Digester = (path, options) => {
      read.push(path);
      return hashFile(path, options);
    };
    const once = () =>
      prepare(
        { selection: [at('set')], directory: target().directory },
        {
          branch: () => nowOn(target()),
          signal,
          report: () => undefined,
          hashes: new HashCache(at('hashes'), reader, () =>
            Promise.resolve(0xef53 /* ext4, wherever it lies */),
          ),
          listings: new Listings(at('listings')),
          hashUntil: 'all is known',
        },
      ).finally(() => (Date.now = realNow));
    await once();
    assert.equal(read.length, 300);

    const before = oxen.requests.length;
    const { unchanged } = countsOf(await once());

    assert.deepEqual([unchanged, read.length], [300, 300]);
    const asked = oxen.requests.slice(before).map(({ path }) => path);
    assert.deepEqual(
      asked.filter((path) => path.includes('/dir/')),
      [],
    );
  });

  it('keeps at most 400 bytes a file', async () => {
    setFlagsFromString('--expose-gc');
    const heap = () => {
      runInNewContext('gc()');
      return process.memoryUsage().heapUsed;
    };
    const count = 100_000;
    const before = heap();
    const { files } = await prepareMany(count);
    const bytes = (heap() - before) / count;

    assert.equal(files.length, count);
    assert.ok(bytes < 400, `it is ${Math.round(bytes)} bytes a file`);
  });

  function prepareMany(count: number) {
    const files = Array.from({ length: count }, (_, i) => {
      const path = join(
        '/home/somebody/data',
        `set/class-${i % 100}`,
        `image-${String(i).padStart(7, '0')}.jpg`,
      );
      return { path, name: path.slice('/home/somebody/data/'.length), size: 2048 };
    });
    return prepareFound(files, target('data'));
  }

  /** As after a scan that found these, with no time to read any. */
  async function prepareFound(files: readonly LocalFile[], place: Target) {
    const found = {
      ...(await placeFiles(files, place.directory)),
      skipped: [],
      failed: [],
      workingCopies: [],
    };
    const options = { signal, report: () => undefined, ...known(), hashUntil: performance.now() };
    return compareWithBranch(found, await nowOn(place), options);
  }
});
