import assert from 'node:assert/strict';
import { placeFiles } from '../../src/core/files/destinations';
import { isRefusal, repoDirectory, type RepoDirectory } from '../../src/core/repoPath';

describe('destinations', () => {
  it('lie below the target directory', () => {
    const { placed, refused } = placeFiles(
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

  it('at the root are the names themselves', () => {
    const { placed } = placeFiles([file('photos/calf.jpg')], directory(''));

    assert.deepEqual(
      placed.map(({ destination }) => destination),
      ['photos/calf.jpg'],
    );
  });

  it('are refused to bad names, and the other files keep theirs', () => {
    const { placed, refused } = placeFiles(
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
        reason: 'the server would lose a name with a backslash',
      },
      { path: '/home/me/../c', destination: 'd/../c', reason: 'the path has a part “..”' },
      {
        path: '/home/me/x/.OXEN',
        destination: 'd/x/.OXEN',
        reason: 'Oxen keeps names like “.OXEN” to itself',
      },
    ]);
  });

  it('are refused to all files that would share one, each told of another', () => {
    const files = ['/one/a.txt', '/two/a.txt', '/three/a.txt'].map((path) => ({
      path,
      name: 'a.txt',
      size: 1,
    }));
    const { placed, refused } = placeFiles([...files, file('b.txt')], directory(''));

    assert.deepEqual(
      placed.map(({ destination }) => destination),
      ['b.txt'],
    );
    assert.deepEqual(
      refused.map(({ path, reason }) => [path, reason]),
      [
        ['/one/a.txt', '/two/a.txt would get the same path'],
        ['/two/a.txt', '/one/a.txt would get the same path'],
        ['/three/a.txt', '/one/a.txt would get the same path'],
      ],
    );
  });

  it('are refused to a file where others need a folder; those are placed', () => {
    const { placed, refused } = placeFiles(
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

  it('are not refused to a file where only refused ones would need a folder', () => {
    const twins = ['/one/b', '/two/b'].map((path) => ({ path, name: 'a/b', size: 1 }));
    const { placed, refused } = placeFiles([file('a'), ...twins], directory(''));

    assert.deepEqual(
      placed.map(({ destination }) => destination),
      ['a'],
    );
    assert.equal(refused.length, 2);
  });

  it('differ for the same name in NFC and NFD, and in upper and lower case', () => {
    const { placed } = placeFiles([file('\u00FC'), file('u\u0308'), file('A'), file('a')], directory(''));

    assert.equal(placed.length, 4);
  });
});

function file(name: string) {
  return { path: `/home/me/${name}`, name, size: 1 };
}

function directory(text: string): RepoDirectory {
  const checked = repoDirectory(text);
  if (isRefusal(checked)) throw new Error(checked.reason);
  return checked;
}
