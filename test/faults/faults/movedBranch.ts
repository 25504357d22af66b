import assert from 'node:assert/strict';
import { join } from 'node:path';
import { contentsOf } from '../../contract/support/contents';
import type { Outcome } from '../../contract/support/headless';
import { someoneElseCommits } from '../../contract/support/someoneElse';
import { writeFiles } from '../../unit/tempFolder';
import { afterReview } from '../afterReview';
import { type Branch, branchOf, over } from '../branch';
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
const byUs: Fault = {
  name: 'branch-moved-after-review-by-us',
  befalls,
  async play(scene) {
    const { repository, uploader, tree } = scene;
    const before = await branchOf(repository);
    const other = await writeOther(scene);
    const earlier: (string | null)[] = [];
    const { struck } = afterReview(scene, async () => {
      earlier.push((await uploadOther(scene, other)).done.commit);
    });

    const { code, told, done, stdout } = await uploader.run();

    assert(struck(), `nothing came in between: ${stdout}`);
    assert.deepEqual([code, told], [0, ''], stdout);
    const after = await branchOf(repository);
    assert.deepEqual(after.commits, [done.commit, ...earlier, ...before.commits]);
    const theOther = over(before.contents, await contentsOf([other]));
    assert.deepEqual(after.contents, over(theOther, await contentsOf([tree])));
    assert.deepEqual(await repository.workspaces(), []);
  },
};

/** What that has put there, somebody else has changed since: that is nobody's to replace unasked. */
const byUsAndOthers: Fault = {
  name: 'branch-moved-after-review-by-us-and-others',
  befalls,
  async play(scene) {
    const { repository, uploader } = scene;
    const other = await writeOther(scene);
    const moved: Branch[] = [];
    const { struck } = afterReview(scene, async () => {
      await uploadOther(scene, other);
      await commitTheirs(scene, CHANGED);
      moved.push(await branchOf(repository));
    });

    const { code, told, stdout } = await uploader.run();

    assert(struck(), `nothing came in between: ${stdout}`);
    assert.equal(code, 1, stdout);
    assert.ok(told.includes(`${CHANGED} was changed on this branch by someone else`), told);
    assert.deepEqual([await branchOf(repository)], moved);
    assert.deepEqual(await repository.workspaces(), []);
  },
};

async function writeOther({ scratch }: Scene): Promise<string> {
  const other = join(scratch, 'elsewhere', 'd');
  await writeFiles({ [join(other, 'changed.txt')]: 'first', [join(other, 'another.txt')]: 'more' });
  return other;
}

/** By the same user: both keep their receipts in one place. */
async function uploadOther({ upload }: Scene, other: string): Promise<Outcome> {
  const outcome = await new Uploader({ ...upload, paths: [other] }).run();
  assert.equal(outcome.code, 0, outcome.stdout);
  return outcome;
}

export const movedBranches: readonly Fault[] = [byOthers, byOthersElsewhere, byUs, byUsAndOthers];
