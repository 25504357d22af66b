import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { contentHash } from '../../src/core/contentHash';
import { placeFiles } from '../../src/core/files/scan/destinations';
import { hashFile, NO_CHUNKS } from '../../src/core/files/hash';
import { type Digester, HashCache } from '../../src/core/files/hashCache';
import { parseOrigin } from '../../src/core/oxen/address';
import { parseBranch } from '../../src/core/oxen/branchName';
import { OxenServer } from '../../src/core/oxen/http/client';
import { createDispatcher } from '../../src/core/oxen/connection/dispatcher';
import { undiciTransport } from '../../src/core/oxen/connection/undiciTransport';
import { Listings } from '../../src/core/upload/plan/listings';
import { makePlan, type PlannedFile } from '../../src/core/upload/plan/makePlan';
import { prepare } from '../../src/core/upload/plan/prepare';
import type { Target } from '../../src/core/upload/plan/target';
import { featuresOf } from '../../src/core/oxen/serverVersion';
import { isRefusal, repoDirectory } from '../../src/core/repoPath';
import { type Repository, type RunningOxenServer, startOxenServer } from '../oxen-server';
import { commitEmptyFiles, commitFiles } from '../support/commitFiles';
import { useTempFolder, writeFiles } from './tempFolder';

/** Of no content, as `commitEmptyFiles` puts it there. */
const EMPTY = '99aa06d3014798d86001c324468d497f';

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

  /** A plan of files that all hold nothing, or what the names say; and the listings and look-ups that it took. */
  async function planOf(names: readonly string[], { directory = '', hash = EMPTY } = {}) {
    const before = oxen.requests.length;
    const files = names.map((name) => ({ path: `/local/${name}`, name, size: 0 }));
    const { placed } = placeFiles(files, target(directory).directory);
    const told: PlannedFile[] = [];
    const digest: Digester = () => Promise.resolve({ hash: contentHash(hash), size: 0, chunks: [] });
    const { plan, warnings } = await makePlan(placed, target(directory), {
      signal,
      digest,
      report: () => undefined,
      listings: new Listings(at('listings')),
      onFile: (file) => {
        told.push(file);
        return Promise.resolve();
      },
    });
    const asked = oxen.requests.slice(before).map(({ path }) => path);
    return {
      plan,
      warnings,
      actions: Object.fromEntries(told.map(({ destination, action }) => [destination, action])),
      refused: Object.fromEntries(plan.refused.map(({ destination, reason }) => [destination, reason])),
      listed: asked.filter((path) => path.includes('/dir/')).length,
      lookedUp: asked.filter((path) => path.includes('/meta/')).length,
    };
  }

  it('waits for whoever is told of a file before it tells of the next one', async () => {
    const { placed } = placeFiles(
      ['a', 'b'].map((name) => ({ path: `/local/${name}`, name, size: 0 })),
      target().directory,
    );
    let told = 0;
    await assert.rejects(
      makePlan(placed, target(), {
        signal,
        digest: () => Promise.resolve({ hash: contentHash(EMPTY), size: 0, chunks: [] }),
        report: () => undefined,
        listings: new Listings(at('listings')),
        onFile: () => {
          told++;
          return Promise.reject(new Error('nobody reads'));
        },
      }),
      /nobody reads/,
    );
    assert.equal(told, 1);
  });

  it('tells new, changed and unchanged files apart', async () => {
    await commitFiles(repository, { 'd/same': '', 'd/other': 'content', 'd/deep/same': '' });

    const { plan, actions } = await planOf(['same', 'other', 'new', 'deep/same', 'deep/new', 'add/new'], {
      directory: 'd',
    });

    assert.deepEqual(actions, {
      'd/same': 'unchanged',
      'd/other': 'changed',
      'd/new': 'new',
      'd/deep/same': 'unchanged',
      'd/deep/new': 'new',
      'd/add/new': 'new',
    });
    assert.equal(plan.unchanged, 2);
    const [blob] = plan.blobs;
    assert.equal(plan.blobs.length, 1, 'equal files are one blob');
    assert.deepEqual(
      blob?.destinations.map(({ path, replaces }) => [path, replaces === undefined]),
      [
        ['d/other', false],
        ['d/new', true],
        ['d/deep/new', true],
        ['d/add/new', true],
      ],
    );
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
    assert.deepEqual([first.plan.unchanged, first.listed], [90, 4]);
    assert.deepEqual([second.plan.unchanged, second.listed, second.lookedUp], [90, 0, 1]);

    await commitFiles(repository, { 'set/b/7': 'content' });
    const third = await planOf(names);
    assert.equal(third.actions['set/b/7'], 'changed');
    assert.deepEqual(
      [third.plan.unchanged, third.listed],
      [89, 2],
      'only what lies on the way to the change',
    );
  });

  it('looks up a few names of a large directory, and does not list it', async () => {
    await commitEmptyFiles(
      repository,
      Array.from({ length: 1200 }, (_, i) => `large/${i}`),
    );

    const { actions, listed, lookedUp } = await planOf(['large/7', 'large/new']);

    assert.deepEqual(actions, { 'large/7': 'unchanged', 'large/new': 'new' });
    assert.deepEqual([listed, lookedUp], [1, 3]);
  });

  it('lists a large directory in large pages when many of its names are wanted', async () => {
    const names = Array.from({ length: 12_000 }, (_, i) => `large/${i}`);
    await commitEmptyFiles(repository, names);

    const { plan, listed } = await planOf(names);
    assert.deepEqual([plan.unchanged, listed], [12_000, 3]);

    const again = await planOf(names);
    assert.deepEqual([again.plan.unchanged, again.listed], [12_000, 0]);
  });

  it('warns of names that differ only in case or normalisation, and plans both', async () => {
    await commitFiles(repository, {
      'd/Readme.md': '',
      'd/Pictures/x': '',
      'd/u\u0308.txt': '',
      'd/same': '',
    });

    const { plan, warnings } = await planOf(
      ['a.txt', 'A.txt', 'readme.md', 'pictures/y', '\u00FC.txt', 'same', 'x/\u00FC/1', 'x/U\u0308/2'],
      { directory: 'd' },
    );

    const byPath = new Map(warnings.map(({ paths, reason }) => [paths.join(' '), reason]));
    assert.deepEqual([...byPath.keys()].sort(), [
      'd/a.txt d/A.txt',
      'd/pictures d/Pictures',
      'd/readme.md d/Readme.md',
      'd/x/\u00FC d/x/U\u0308',
      'd/\u00FC.txt d/u\u0308.txt',
    ]);
    assert.equal(byPath.get('d/a.txt d/A.txt'), 'they differ only in case');
    assert.equal(byPath.get('d/\u00FC.txt d/u\u0308.txt'), 'they differ only in the encoding of accents');
    assert.match(byPath.get('d/x/\u00FC d/x/U\u0308') ?? '', /case and in the encoding of accents/);
    assert.deepEqual([plan.blobs[0]?.destinations.length, plan.refused], [7, []]);
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
        { selection: [at('set')], target: target() },
        {
          signal,
          report: () => undefined,
          hashes: new HashCache(at('hashes'), reader, () =>
            Promise.resolve(0xef53 /* ext4, wherever it lies */),
          ),
          listings: new Listings(at('listings')),
        },
      ).finally(() => (Date.now = realNow));
    await once();
    assert.equal(read.length, 300);

    const before = oxen.requests.length;
    const { plan } = await once();

    assert.deepEqual([plan.unchanged, plan.blobs.length, read.length], [300, 0, 300]);
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
    const plan = await planOfMany(count);
    const bytes = (heap() - before) / count;

    assert.equal(plan.blobs.length, count);
    assert.ok(bytes < 400, `it is ${Math.round(bytes)} bytes a file`);
  });

  async function planOfMany(count: number) {
    const files = Array.from({ length: count }, (_, i) => {
      const path = join(
        '/home/somebody/data',
        `set/class-${i % 100}`,
        `image-${String(i).padStart(7, '0')}.jpg`,
      );
      return { path, name: path.slice('/home/somebody/data/'.length), size: 2048 };
    });
    const { placed } = placeFiles(files, target('data').directory);
    const digest: Digester = () =>
      Promise.resolve({ hash: contentHash(randomBytes(16).toString('hex')), size: 2048, chunks: NO_CHUNKS });
    const options = { signal, digest, report: () => undefined, listings: new Listings(at('listings')) };
    return (await makePlan(placed, target('data'), options)).plan;
  }
});
