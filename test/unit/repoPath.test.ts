import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isRefusal, joinRepoPath, repoDirectory, repoPath } from '../../src/core/repoPath';

describe('a path in a repository', () => {
  const kept = [
    'a.txt',
    'images/cow.jpg',
    ' leading and trailing ',
    'trailing.',
    '...',
    'a"b;c\'d#e?f[g]{h}+%20.csv.gz',
    'größe-🐂.txt',
    'gro\u0308ße.txt', // NFD
    'a:b',
    '.oxenignore',
    '.oxen-data/x',
    'x.oxen',
    'oxen',
    'oxen~',
    'oxen~1a',
    'oxen~1.txt',
    'oxen~x/y',
    '.git/config',
    'x'.repeat(300),
  ];
  for (const path of kept) {
    it(`stays as it is: ${JSON.stringify(path.slice(0, 40))}`, () => assert.equal(repoPath(path), path));
  }

  const refused: Readonly<Record<string, readonly string[]>> = {
    'no name': [''],
    absolute: ['/a', '/', '//a', 'C:/a', 'd:/', 'c:'],
    'component “.”': ['.', './a', 'a/.', 'a/./b'],
    'component “..”': ['..', '../a', 'a/..', 'a/../b'],
    'empty component': ['a//b', 'a/', 'a/b//'],
    backslash: ['a\\b', '\\', '\\\\server\\share', 'a/..\\b'],
    'control character': ['a\nb', 'a\rb', 'a\0b', 'a\tb', 'a\u007F', 'a/\u001B[31m', 'a\u0085'],
    'not valid Unicode': ['a\uD800', '\uDC00b', 'caf\uFFFD.txt'],
    'reserved by Oxen': [
      '.oxen',
      '.oxen/config.toml',
      'a/.oxen/b',
      '.OXEN',
      '.Oxen/x',
      '.oxen.',
      '.oxen ',
      '.oxen. . /x',
      '.oxen:stream',
      '.oxen::$INDEX_ALLOCATION/x',
      '.oxen .:x',
      'oxen~1',
      'OXEN~12/config.toml',
      'oxen~1.',
      'oxen~1:x',
      '.ox\u200Cen',
      '\uFEFF.oxen',
    ],
  };
  for (const [why, paths] of Object.entries(refused)) {
    for (const path of paths) {
      it(`is refused (${why}): ${JSON.stringify(path)}`, () => {
        const checked = repoPath(path);
        assert.ok(isRefusal(checked), 'accepted');
        assert.ok(checked.reason.includes(why), `the reason given was: ${checked.reason}`);
      });
    }
  }

  const component = fc.oneof(
    { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
    fc.constantFrom(
      '.',
      '..',
      '',
      '.oxen',
      '.OXEN. ',
      'oxen~1',
      'c:',
      'a\\b',
      '.oxen:x',
      'ok',
      'ok.txt',
      '\uFFFD',
    ),
  );
  const anyPath = fc.array(component, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/'));

  it('that is accepted has only parts a server on any system keeps, and is sent unchanged', () => {
    fc.assert(
      fc.property(anyPath, (text) => {
        const checked = repoPath(text);
        if (isRefusal(checked)) return;

        assert.equal(checked, text);
        assert.equal(Buffer.from(text, 'utf8').toString('utf8'), text);
        for (const part of text.split('/')) {
          assert.ok(!['', '.', '..'].includes(part));
          assert.doesNotMatch(part, /[\\\p{Cc}]/u);
          assert.ok(!isOxenFolder(part), part);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('can be joined from an accepted directory and an accepted path', () => {
    fc.assert(
      fc.property(anyPath, anyPath, (folder, name) => {
        const directory = repoDirectory(folder);
        const file = repoPath(name);
        if (isRefusal(directory) || isRefusal(file)) return;

        const joined = joinRepoPath(directory, file);
        assert.equal(repoPath(joined), joined);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a target directory', () => {
  it('is the root when empty or only slashes', () => {
    assert.equal(repoDirectory(''), '');
    assert.equal(repoDirectory('/'), '');
    assert.equal(repoDirectory('//'), '');
  });

  it('loses the slashes at its ends', () => {
    assert.equal(repoDirectory('/data/train/'), 'data/train');
    assert.equal(repoDirectory('data'), 'data');
  });

  for (const bad of ['a//b', '../a', '.', 'a\\b', '.oxen', '/a/oxen~1/', 'a\n']) {
    it(`is refused: ${JSON.stringify(bad)}`, () => assert.ok(isRefusal(repoDirectory(bad))));
  }

  it('adds nothing to a name when it is the root', () => {
    assert.equal(joinRepoPath('', 'a/b.txt'), 'a/b.txt');
    assert.equal(joinRepoPath('data', 'a/b.txt'), 'data/a/b.txt');
  });
});

/** The server's own rule, told again in its steps (liboxen 0.65.2 util/fs.rs:1663). */
function isOxenFolder(name: string): boolean {
  let stem = name.split(':', 1)[0] ?? '';
  while (stem.endsWith('.') || stem.endsWith(' ')) stem = stem.slice(0, -1);
  stem = stem.toLowerCase();
  const digits = stem.startsWith('oxen~') ? stem.slice('oxen~'.length) : '';
  return (
    stem === '.oxen' || (digits !== '' && Array.from(digits).every((digit) => digit >= '0' && digit <= '9'))
  );
}
