import assert from 'node:assert/strict';
import { join } from 'node:path';
import { contentsOf } from '../../contract/support/contents';
import type { Outcome } from '../../contract/support/headless';
import type { Proxy } from '../../contract/support/proxy';
import { writeFiles } from '../../unit/tempFolder';
import { branchOf, over } from '../branch';
import type { Fault } from '../fault';
import type { Scene } from '../scene';
import { Uploader } from '../uploader';

const otherPaths: Fault = {
  name: 'race-other-paths',
  async play(scene) {
    const { repository, tree, scratch } = scene;
    const before = await branchOf(repository);
    const other = join(scratch, 'other');
    await writeFiles({ [join(other, 'a.txt')]: 'a', [join(other, 'b/c.txt')]: 'c' });

    const outcomes = await race(scene, other);

    assert.deepEqual(
      outcomes.map(({ code, told }) => [code, told]),
      [
        [0, ''],
        [0, ''],
      ],
    );
    const after = await branchOf(repository);
    assert.deepEqual(after.commits.slice(2), before.commits, 'exactly two commits are new');
    assert.deepEqual(after.contents, over(before.contents, await contentsOf([tree, other])));
    assert.deepEqual(await repository.workspaces(), []);
  },
};

const samePath: Fault = {
  name: 'race-same-path',
  async play(scene) {
    const { repository, tree, scratch } = scene;
    const before = await branchOf(repository);
    const other = join(scratch, 'elsewhere', 'd');
    await writeFiles({ [join(other, 'changed.txt')]: 'otherwise', [join(other, 'another.txt')]: 'more' });

    const outcomes = await race(scene, other);

    const codes = outcomes.map(({ code }) => code);
    const told = outcomes.map(({ stdout }) => stdout).join('\n');
    assert.deepEqual(codes.toSorted(), [0, 1], `one wins, one is told: ${told}`);
    const [winner, loser] = codes[0] === 0 ? [tree, outcomes[1]] : [other, outcomes[0]];
    assert.match(loser?.told ?? '', /d\/changed\.txt was changed on this branch by someone else/);
    const after = await branchOf(repository);
    assert.deepEqual(after.commits.slice(1), before.commits, 'exactly one commit is new');
    assert.deepEqual(after.contents, over(before.contents, await contentsOf([winner])));
    assert.deepEqual(await repository.workspaces(), []);
  },
};

/** Uploads the tree and another folder at once; both merges reach the server together. */
async function race(scene: Scene, other: string): Promise<readonly Outcome[]> {
  const { proxy, upload, scratch, uploader } = scene;
  meetAtTheMerge(proxy);
  const env = { XDG_STATE_HOME: join(scratch, 'another state') };
  const second = new Uploader({ ...upload, paths: [other], env });
  return Promise.all([uploader.run(), second.run()]);
}

/** Holds the first merge until the second one is there too. */
function meetAtTheMerge(proxy: Proxy): void {
  let meet: () => void = () => undefined;
  const met = new Promise<void>((resolve) => (meet = resolve));
  let arrived = 0;
  proxy.on(
    'POST',
    /\/merge\/main$/,
    async (call) => {
      if (++arrived === 2) meet();
      await met;
      await call.pass();
    },
    { times: 2 },
  );
}

export const races: readonly Fault[] = [otherPaths, samePath];
