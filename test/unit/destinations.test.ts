import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import fc from 'fast-check';
import { placeFiles } from '../../src/core/files/scan/destinations';
import { scan } from '../../src/core/files/scan/scan';
import { isRefusal, repoDirectory, type RepoDirectory } from '../../src/core/repoPath';
import { useTempFolder, writeFiles } from './tempFolder';

describe('destinations', () => {
  const at = useTempFolder();

  it('lie below the target directory', async () => {
    const { placed, refused } = await placeFiles(
      [file('cow.jpg'), file('photos/calf.jpg')],
      directory('data/2024'),
    );

    assert.deepEqual(
      placed.map(({ path, destination }) => [path, destination]),
      [
        ['/home/me/cow.jpg', 'data/2024/cow.jpg'],
        ['/home/me/photos/calf.jpg', 'data/2024/photos/calf.jpg'],
      ],
    );
    assert.deepEqual(refused, []);
  });

  it('at the root are the names themselves', async () => {
    const { placed } = await placeFiles([file('photos/calf.jpg')], directory(''));

    assert.deepEqual(
      placed.map(({ destination }) => destination),
      ['photos/calf.jpg'],
    );
  });

  it('are refused to bad names, and the other files keep theirs', async () => {
    const { placed, refused } = await placeFiles(
      [file('a\\b'), file('ok'), file('../c'), file('x/.OXEN')],
      directory('d'),
    );

    assert.deepEqual(
      placed.map(({ destination }) => destination),
      ['d/ok'],
    );
    assert.deepEqual(refused, [
      {
        path: '/home/me/a\\b',
        destination: 'd/a\\b',
        reason: 'names with a backslash are not supported',
      },
      { path: '/home/me/../c', destination: 'd/../c', reason: 'the path has a component “..”' },
      {
        path: '/home/me/x/.OXEN',
        destination: 'd/x/.OXEN',
        reason: 'names like “.OXEN” are reserved by Oxen',
      },
    ]);
  });

  it('are refused to all files that would share one, each told of another', async () => {
    const files = ['/one/a.txt', '/two/a.txt', '/three/a.txt'].map((path) => ({
      path,
      name: 'a.txt',
      size: 1,
    }));
    const { placed, refused } = await placeFiles([...files, file('b.txt')], directory(''));

    assert.deepEqual(
      placed.map(({ destination }) => destination),
      ['b.txt'],
    );
    assert.deepEqual(
      refused.map(({ path, reason }) => [path, reason]),
      [
        ['/one/a.txt', '/two/a.txt would be uploaded to the same path'],
        ['/two/a.txt', '/one/a.txt would be uploaded to the same path'],
        ['/three/a.txt', '/one/a.txt would be uploaded to the same path'],
      ],
    );
  });

  it('are refused to a file where others need a folder; those are placed', async () => {
    const { placed, refused } = await placeFiles(
      [file('a'), file('a/b/c'), file('ab'), file('a/b')],
      directory(''),
    );

    assert.deepEqual(
      placed.map(({ destination }) => destination),
      ['a/b/c', 'ab'],
    );
    assert.deepEqual(
      refused.map(({ path, reason }) => [path, reason]),
      [
        ['/home/me/a', '/home/me/a/b/c needs a folder of that name'],
        ['/home/me/a/b', '/home/me/a/b/c needs a folder of that name'],
      ],
    );
  });

  it('are not refused to a file where only refused ones would need a folder', async () => {
    const twins = ['/one/b', '/two/b'].map((path) => ({ path, name: 'a/b', size: 1 }));
    const { placed, refused } = await placeFiles([file('a'), ...twins], directory(''));

    assert.deepEqual(
      placed.map(({ destination }) => destination),
      ['a'],
    );
    assert.equal(refused.length, 2);
  });

  it('are where cp -r puts files', async function () {
    if (process.platform === 'win32') this.skip();
    const name = fc.constantFrom('a', 'b', 'c d', '-e', 'ü', '.f');
    const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/'));
    const tree = fc.uniqueArray(path, { minLength: 1, maxLength: 8 });
    const { signal } = new AbortController();
    await fc.assert(
      fc.asyncProperty(tree, fc.infiniteStream(fc.nat()), async (wanted, random) => {
        await Promise.all(['from', 'to'].map((part) => rm(at(part), { recursive: true, force: true })));
        const files = wanted.filter((one) => !wanted.some((other) => other.startsWith(`${one}/`)));
        await writeFiles(Object.fromEntries(files.map((file) => [at('from', file), file])));
        await mkdir(at('to'), { recursive: true });
        // Of each file, itself or a folder that it lies in; never one inside of the other.
        const cut = (file: string) =>
          file
            .split('/')
            .slice(0, 1 + ((random.next().value ?? 0) % 3))
            .join('/');
        const all = [...new Set(files.map(cut))];
        const picked = all.filter((one) => !all.some((other) => one.startsWith(`${other}/`)));
        const selection = picked.map((file) => at('from', file));

        const { files: found } = await scan(selection, { signal });
        const { placed, refused } = await placeFiles(found, directory(''));
        if (refused.length > 0) return; // cp would overwrite one with the other

        execFileSync('cp', ['-r', '--', ...selection, at('to')]);
        const ours = await Promise.all(
          placed.map(async (file) => [file.destination, await readFile(file.path, 'utf8')]),
        );
        assert.deepEqual(new Map(ours.map(([path, text]) => [path, text])), await contentsOf(at('to')));
      }),
      { numRuns: 30 },
    );
  });

  it('are given to a file once or never: unique, and none where another needs a folder', async () => {
    const name = fc.array(fc.constantFrom('a', 'b', '..', 'x\\', '.oxen', 'c'), {
      minLength: 1,
      maxLength: 4,
    });
    const names = fc.array(
      name.map((names) => names.join('/')),
      { maxLength: 15 },
    );
    await fc.assert(
      fc.asyncProperty(names, async (names) => {
        const files = names.map((name, i) => ({ path: `/${i}/${name}`, name, size: 1 }));
        const { placed, refused } = await placeFiles(files, directory('d'));

        const destinations = placed.map(({ destination }) => destination);
        assert.equal(new Set(destinations).size, destinations.length);
        for (const one of destinations) {
          assert.ok(!destinations.some((other) => other.startsWith(`${one}/`)), one);
        }
        const nameOf = new Map(files.map(({ path, name }) => [path, `d/${name}`]));
        for (const { path, destination } of [...placed, ...refused])
          assert.equal(destination, nameOf.get(path));
        const told = [...placed, ...refused].map(({ path }) => path);
        assert.deepEqual(told.sort(), files.map(({ path }) => path).sort());
      }),
    );
  });

  it('differ for the same name in NFC and NFD, and in upper and lower case', async () => {
    const { placed } = await placeFiles(
      [file('\u00FC'), file('u\u0308'), file('A'), file('a')],
      directory(''),
    );

    assert.equal(placed.length, 4);
  });
});

function file(name: string) {
  return { path: `/home/me/${name}`, name, size: 1 };
}

/** Of all files below a folder, by path. */
async function contentsOf(folder: string): Promise<Map<string, string>> {
  const contents = new Map<string, string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) contents.set(relative(folder, path), await readFile(path, 'utf8'));
  }
  return contents;
}

function directory(text: string): RepoDirectory {
  const checked = repoDirectory(text);
  if (isRefusal(checked)) throw new Error(checked.reason);
  return checked;
}
