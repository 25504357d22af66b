import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import fc from 'fast-check';
import { scan } from '../../src/core/files/scan/scan';
import { useTempFolder, writeFiles } from './tempFolder';

describe('a scan that heeds .gitignore', () => {
  const at = useTempFolder();
  const { signal } = new AbortController();

  async function scanned(...selection: readonly string[]) {
    const { files, skipped, failed } = await scan(selection, {
      signal,
      useGitignore: true,
      names: selection.map((path) => relative(at('repo'), path)),
    });
    return {
      names: files.map(({ name }) => name),
      skipped: skipped.map(({ path, reason }) => [path, reason]),
      failed: failed.map(({ path, kind }) => [path, kind]),
    };
  }

  /** What git itself would add. */
  function addedByGit(): readonly string[] {
    const listed = git('ls-files', '-z', '--others', '--exclude-per-directory=.gitignore');
    return listed.split('\0').filter(Boolean).sort();
  }

  function git(...args: readonly string[]): string {
    return execFileSync('git', ['-C', at('repo'), '-c', 'core.ignoreCase=false', ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  it('lets rules of deeper folders win, each relative to its folder', async () => {
    await writeFiles({
      [at('repo/.git/HEAD')]: '',
      [at('repo/.gitignore')]: '*.log\n/only-here.txt\nbuild/\n',
      [at('repo/only-here.txt')]: '',
      [at('repo/a/only-here.txt')]: '',
      [at('repo/a/.gitignore')]: '!keep.log\n/only-here.txt\n!build/\n',
      [at('repo/a/keep.log')]: '',
      [at('repo/a/deep/keep.log')]: '',
      [at('repo/a/deep/only-here.txt')]: '',
      [at('repo/a/build/x')]: '',
      [at('repo/a/other.log')]: '',
      [at('repo/build/.gitignore')]: '!*',
      [at('repo/build/x')]: '',
    });

    const { names, skipped } = await scanned(at('repo'));

    assert.deepEqual(names, [
      '.gitignore',
      'a/.gitignore',
      'a/build/x',
      'a/deep/keep.log',
      'a/deep/only-here.txt',
      'a/keep.log',
    ]);
    assert.deepEqual(skipped, [
      [at('repo/a/only-here.txt'), 'gitignored'],
      [at('repo/a/other.log'), 'gitignored'],
      [at('repo/build'), 'gitignored'],
      [at('repo/only-here.txt'), 'gitignored'],
    ]);
  });

  it('begins at the root of the repository, even above what is selected', async () => {
    await writeFiles({
      [at('.gitignore')]: '*',
      [at('repo/.git/HEAD')]: '',
      [at('repo/.gitignore')]: 'cache/\n*.log\n',
      [at('repo/a/b/x.log')]: '',
      [at('repo/a/b/x.txt')]: '',
      [at('repo/cache/deep/1')]: '',
    });

    const { names, skipped } = await scanned(at('repo/a/b'), at('repo/cache/deep/1'));

    assert.deepEqual(names, ['a/b/x.txt']);
    assert.deepEqual(skipped, [
      [at('repo/a/b/x.log'), 'gitignored'],
      [at('repo/cache/deep/1'), 'gitignored'],
    ]);
  });

  it('begins again in a repository inside the repository', async () => {
    await writeFiles({
      [at('repo/.git/HEAD')]: '',
      [at('repo/.gitignore')]: '*.log\n',
      [at('repo/inner/.git')]: 'gitdir: elsewhere',
      [at('repo/inner/a.log')]: '',
    });

    assert.deepEqual((await scanned(at('repo'))).names, ['.gitignore', 'inner/a.log']);
  });

  it('ignores nothing where there is no repository, or nobody asked', async () => {
    await writeFiles({ [at('repo/.gitignore')]: '*.log', [at('repo/a.log')]: '' });
    assert.deepEqual((await scanned(at('repo'))).names, ['.gitignore', 'a.log']);

    await mkdir(at('repo/.git'));
    assert.deepEqual((await scanned(at('repo'))).names, ['.gitignore']);
    const { files } = await scan([at('repo')], { signal });
    assert.equal(files.length, 2);
  });

  for (const [what, rules] of [
    ['more than 1 MiB', '#'.padEnd(1024 * 1024 + 1, 'x')],
    ['more than 10 000 patterns', 'x\n'.repeat(10_001)],
    ['a pattern of more than 4096 characters', 'x'.repeat(4097)],
  ] as const) {
    it(`takes nothing that one of ${what} rules`, async () => {
      await writeFiles({ [at('repo/.git/HEAD')]: '', [at('repo/a/x')]: '', [at('repo/b')]: '' });
      await writeFiles({ [at('repo/a/.gitignore')]: rules });

      const { names, failed } = await scanned(at('repo'));

      assert.deepEqual(names, ['b']);
      assert.deepEqual(failed, [[at('repo/a/.gitignore'), 'too-large-rules']]);
    });
  }

  it('takes nothing that an unreadable one might allow, and says so', async function () {
    if (process.platform !== 'linux') this.skip();
    await writeFiles({ [at('repo/.git/HEAD')]: '', [at('repo/a/x')]: '', [at('repo/b')]: '' });
    await symlink('/proc/self/mem', at('repo/a/.gitignore')); // for root too, reading its first byte is an error

    const { names, failed } = await scanned(at('repo'));

    assert.deepEqual(names, ['b']);
    assert.deepEqual(failed, [[at('repo/a/.gitignore'), 'unreadable']]);
  });

  it('leaves out what git itself leaves out, whatever the rules', async function () {
    try {
      execFileSync('git', ['--version']);
    } catch {
      this.skip();
    }
    const folders = ['', 'a/', 'a/b/', '[x]*/', 'a/b/c d/'];
    const names = ['f', 'b', 'c d', 'x.log', '#h', '!n', 'a'];
    const tree = folders.flatMap((folder) => names.map((name) => `${folder}${name}.${folder.length}`));
    const piece = fc.constantFrom(
      'a',
      'b',
      'c d',
      '*',
      '**',
      'x.*',
      '?',
      '[a-b]',
      '\\#h*',
      '*.0',
      '[[]x[]]\\*',
    );
    const pattern = fc
      .tuple(fc.constantFrom('', '!', '!'), fc.constantFrom('', '', '/'), fc.array(piece, { maxLength: 3 }))
      .chain(([not, slash, pieces]) =>
        fc.constantFrom('', '/', ' ').map((end) => `${not}${slash}${pieces.join('/')}${end}`),
      );
    const rules = fc.array(
      fc.oneof({ weight: 9, arbitrary: pattern }, fc.constantFrom('# c', '', '/', '!')),
      {
        maxLength: 4,
      },
    );
    await writeFiles(Object.fromEntries(tree.map((name) => [at('repo', name), ''])));
    git('init', '-q');

    await fc.assert(
      fc.asyncProperty(fc.tuple(...folders.map(() => rules)), async (all) => {
        for (const [i, lines] of all.entries())
          await writeFile(at('repo', folders[i] ?? '', '.gitignore'), lines.join('\n'));

        assert.deepEqual((await scanned(at('repo'))).names, addedByGit());
      }),
      { numRuns: 20 },
    );
  });
});
