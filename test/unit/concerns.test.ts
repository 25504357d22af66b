import assert from 'node:assert/strict';
import { symlink } from 'node:fs/promises';
import { parseOrigin } from '../../src/core/oxen/address';
import { parseBranch } from '../../src/core/oxen/branchName';
import { isRefusal, repoDirectory } from '../../src/core/repoPath';
import { findConcerns } from '../../src/core/upload/plan/concerns';
import { useTempFolder, writeFiles } from './tempFolder';

const REMOTE = '[[remotes]]\nname = "origin"\nurl = "https://hub.oxen.ai/ox/cats"\n';

describe('what is unusual about a selection', () => {
  const at = useTempFolder();
  const home = process.env['HOME'];
  afterEach(() => {
    process.env['HOME'] = home;
  });

  it('is a whole disk, a home or what holds one, however it is reached', async () => {
    await writeFiles({ [at('users/ox/a.txt')]: '' });
    await symlink(at('users/ox'), at('link'));
    process.env['HOME'] = at('users/ox');

    assert.deepEqual(await kindsOf(['/']), ['disk-root']);
    assert.deepEqual(await kindsOf([at('users/ox')]), ['home-folder']);
    assert.deepEqual(await kindsOf([`${at('link')}/.`]), ['home-folder']);
    assert.deepEqual(await kindsOf([at('users')]), ['home-folder']);
    assert.deepEqual(await kindsOf([at('users/ox/a.txt')]), []);
  });

  it('is a folder that holds more than the workspace', async () => {
    await writeFiles({ [at('work/open/a.txt')]: '' });
    const open = [at('work/open')];
    assert.deepEqual(await kindsOf([at('work')], open), ['above-workspace']);
    assert.deepEqual(await kindsOf([at('work/open')], open), []);
    assert.deepEqual(await kindsOf([at('work')]), [], 'with nothing open');
  });

  for (const [what, head, config, kinds] of [
    ['of the target', 'main', REMOTE, []],
    ['of another branch', 'dev\n', REMOTE, ['other-working-copy']],
    ['of another repository', 'main', REMOTE.replace('cats', 'dogs'), ['other-working-copy']],
    ['of another server', 'main', REMOTE.replace('hub', 'other'), ['other-working-copy']],
    ['at a commit', 'f6a1c3e9b2d4f6a1c3e9b2d4', REMOTE, []],
    ['that pushes nowhere', 'main', 'remotes = []', []],
    ['with a broken file', 'main', '[[', []],
  ] as const) {
    it(`is, or is not, a working copy ${what}, told once`, async () => {
      await writeFiles({
        [at('copy/.oxen/HEAD')]: head,
        [at('copy/.oxen/config.toml')]: config,
        [at('copy/d/a.txt')]: '',
        [at('copy/d/b.txt')]: '',
      });
      assert.deepEqual(await kindsOf([at('copy/d/a.txt'), at('copy/d/b.txt'), at('copy/d')]), kinds);
      assert.deepEqual(await kindsOf([at('.')], [], [at('copy')]), kinds, 'in the selection');
    });
  }
});

async function kindsOf(
  selection: readonly string[],
  open?: readonly string[],
  copies: readonly string[] = [],
): Promise<readonly string[]> {
  const directory = repoDirectory('');
  assert.ok(!isRefusal(directory));
  const target = {
    origin: parseOrigin('https://hub.oxen.ai'),
    repository: { namespace: 'ox', name: 'cats' },
    branch: parseBranch('main'),
    directory,
  };
  return (await findConcerns({ selection, target }, copies, open)).map(({ kind }) => kind);
}
