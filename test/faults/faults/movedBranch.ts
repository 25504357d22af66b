import assert from 'node:assert/strict';
import { join } from 'node:path';
import { contentsOf } from '../../contract/support/contents';
import { someoneElseCommits } from '../../contract/support/someoneElse';
import { writeFiles } from '../../unit/tempFolder';
import { afterReview } from '../afterReview';
import { branchOf, over } from '../branch';
import type { Fault } from '../fault';
import { ADDED, ANY_DECISION, CHANGED, ELSEWHERE, playRace, THEIRS } from '../race';
import type { Scene } from '../scene';
import { standsForServers } from '../servers';
import { Uploader } from '../uploader';

/** It is the same with all engines: nothing has been sent yet. */
const befalls: Fault['befalls'] = ({ name }, server) => name === 'stage-files' && standsForServers(server);

/** Somebody else commits to a path of ours. What was approved was to replace something else. */
const byOthers: Fault = {
  name: 'branch-moved-after-review',
  befalls,
  async play(scene) {
    const { random } = scene;
    const path = random.pick([ADDED, CHANGED]);
    const upset = afterReview(scene, () => commitTheirs(scene, path));
    await playRace(scene, { path, upset, decision: random.pick(ANY_DECISION) });
  },
};

/** Somebody else commits to another path: there is nothing to decide. */
const byOthersElsewhere: Fault = {
  name: 'branch-moved-after-review-elsewhere',
  befalls,
  async play(scene) {
    const upset = afterReview(scene, () => commitTheirs(scene, ELSEWHERE));
    await playRace(scene, { path: ELSEWHERE, upset, decision: 'fail', comes: 'all' });
  },
};

function commitTheirs({ repository }: Scene, path: string): Promise<void> {
  return someoneElseCommits(repository, { path, text: THEIRS });
}

/** Another upload of ours puts something into our files' places: who has approved both is not asked about that. */
const byOurselves: Fault = {
  name: 'branch-moved-after-review-by-us',
  befalls,
  async play(scene) {
    const { repository, uploader, upload, tree, scratch } = scene;
    const before = await branchOf(repository);
    const other = join(scratch, 'elsewhere', 'd');
    await writeFiles({ [join(other, 'changed.txt')]: 'first', [join(other, 'another.txt')]: 'more' });
    const earlier: string[] = [];
    const { struck } = afterReview(scene, async () => {
      const { done } = await new Uploader({ ...upload, paths: [other] }).run();
      earlier.push(done.commit ?? 'nothing');
    });

    const { code, told, done, stdout } = await uploader.run();

    assert(struck(), `nothing came in between: ${stdout}`);
    assert.deepEqual([code, told], [0, ''], stdout);
    const after = await branchOf(repository);
    assert.deepEqual(after.commits, [done.commit, ...earlier, ...before.commits]);
    assert.deepEqual(
      after.contents,
      over(over(before.contents, await contentsOf([other])), await contentsOf([tree])),
    );
    assert.deepEqual(await repository.workspaces(), []);
  },
};

export const movedBranches: readonly Fault[] = [byOthers, byOthersElsewhere, byOurselves];
