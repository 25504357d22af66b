import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { ignoreRulesFinder } from '../../src/core/files/scan/ignoreRules';
import { useTempFolder, writeFiles } from './tempFolder';

describe('the rules of an .oxenignore', () => {
  const at = useTempFolder();

  /** Which of `paths` (a folder ends in a slash) are ignored by the rules that hold in the temporary folder. */
  async function ignored(rules: string, paths: readonly string[]): Promise<readonly string[]> {
    await writeFiles({ [at('.oxenignore')]: rules });
    const found = await ignoreRulesFinder()(at());
    return paths.filter((path) =>
      found.ignores(at(path.replace(/\/$/, '')), path.endsWith('/') ? 'folder' : 'file'),
    );
  }

  it('are read as git reads its own', async () => {
    const rules = '# comment\n*.tmp\n!keep.tmp\nbuild/\n/top.txt\ndocs/*.pdf\n**/cache/**\n';

    assert.deepEqual(
      await ignored(rules, [
        'a.tmp',
        'deep/a.tmp',
        'keep.tmp',
        'build/',
        'build/x',
        'build',
        'deep/build/',
        'top.txt',
        'deep/top.txt',
        'docs/a.pdf',
        'docs/deep/a.pdf',
        'deep/cache/x',
        '# comment',
      ]),
      ['a.tmp', 'deep/a.tmp', 'build/', 'build/x', 'deep/build/', 'top.txt', 'docs/a.pdf', 'deep/cache/x'],
    );
  });

  it('tell upper from lower case, as Oxen does', async () => {
    assert.deepEqual(await ignored('*.tmp', ['a.tmp', 'a.TMP']), ['a.tmp']);
  });

  it('hold with Windows line ends and a byte order mark', async () => {
    assert.deepEqual(await ignored('\uFEFF*.tmp\r\n*.log\r\n', ['a.tmp', 'a.log', 'a.txt']), [
      'a.tmp',
      'a.log',
    ]);
  });

  it('may be blanks other than spaces, as for git', async () => {
    assert.deepEqual(await ignored(' \n\t\n', [' ', '\t']), ['\t']);
  });

  it('may be 10 000, beside any number of comments and empty lines, and each 4096 characters long', async () => {
    const rules = `${'# why\n\n'.repeat(20_000)}${'*.log\n'.repeat(9_998)}${'?'.repeat(4096)}\n*.tmp`;

    assert.deepEqual(await ignored(rules, ['a.tmp', 'ж.log', 'a.txt']), ['a.tmp', 'ж.log']);
  });

  it('are refused when there are more, or one is longer', async () => {
    for (const rules of ['x\n'.repeat(10_001), 'x'.repeat(4097)])
      await assert.rejects(ignored(rules, []), {
        kind: 'too-large-rules',
        message: /\.oxenignore is too large .*1 MiB, 10 000 patterns, 4096 characters a pattern/,
        advice: /not uploaded until then/,
      });
  });

  it('never ignore their own folder', async () => {
    await writeFiles({ [at('.oxenignore')]: '*' });

    assert.equal((await ignoreRulesFinder()(at())).ignores(at(), 'folder'), false);
  });

  it('are those of the nearest folder that has some', async () => {
    await writeFiles({
      [at('.oxenignore')]: '*.outer',
      [at('a/.oxenignore')]: '*.inner',
      [at('a/b/c/x')]: '',
    });

    const rules = await ignoreRulesFinder()(at('a/b/c'));

    assert.equal(rules.ignores(at('a/b/c/x.inner'), 'file'), true);
    assert.equal(rules.ignores(at('a/b/c/x.outer'), 'file'), false);
  });

  it('end where another working copy begins', async () => {
    await writeFiles({ [at('.oxenignore')]: '*', [at('copy/.oxen/config.toml')]: '' });

    assert.equal((await ignoreRulesFinder()(at('copy'))).ignores(at('copy/x'), 'file'), false);
  });

  it('are not taken from a folder of that name', async () => {
    await mkdir(at('a/.oxenignore'), { recursive: true });
    await writeFiles({ [at('.oxenignore')]: '*.tmp' });

    assert.equal((await ignoreRulesFinder()(at('a'))).ignores(at('a/x.tmp'), 'file'), true);
  });
});
