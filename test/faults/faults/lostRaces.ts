import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { contentsOf } from '../../contract/support/contents';
import type { ProxiedCall } from '../../contract/support/proxiedCall';
import { moveBranch, someoneElseCommits } from '../../contract/support/someoneElse';
import { branchOf, over, without } from '../branch';
import type { Upset } from '../course';
import { standsForAll } from '../engines';
import type { Fault } from '../fault';
import { type Place, strike } from '../places';
import type { Scene } from '../scene';

const THEIRS = 'theirs';
const ADDED = 'd/text.txt';
const CHANGED = 'd/changed.txt';
const ELSEWHERE = 'theirs.txt';

/** Each `--on-conflict`, and what then comes of ours. */
const DECISIONS = { fail: 'nothing', skip: 'the others', overwrite: 'all' } as const;
const ANY_DECISION = ['fail', 'skip', 'overwrite'] as const;

/**
 * Somebody else adds a path of ours before our last look at the branch. Whoever comes after it is held off by the
 * server, but not below 0.62: there the second of two additions wins.
 */
const addition: Fault = {
  name: 'race-addition',
  befalls: standsForAll,
  async play(scene) {
    const { random, repository, server } = scene;
    const last: readonly Place[] = server.version === '0.65.2' ? ['merge'] : [];
    const upset = strike(scene, random.pick(['open', 'data', 'committing', ...last]), async (call) => {
      await someoneElseCommits(repository, { path: ADDED, text: THEIRS });
      await call.pass();
    });
    await playRace(scene, { path: ADDED, upset, decision: random.pick(ANY_DECISION) });
  },
};

/** The branch takes our commit, and loses it to one that knows nothing of it (docs/protocol/merge.md#races). */
const lostRef: Fault = {
  name: 'race-lost-ref',
  befalls: standsForAll,
  async play(scene) {
    const upset = strike(scene, 'merge', (call) => loseRef(scene, call, CHANGED));
    await playRace(scene, { path: CHANGED, upset, decision: scene.random.pick(ANY_DECISION) });
  },
};

/** The same, where theirs is no path of ours: there is nothing to decide, and ours is committed once more. */
const lostRefElsewhere: Fault = {
  name: 'race-lost-ref-elsewhere',
  befalls: standsForAll,
  async play(scene) {
    const upset = strike(scene, 'merge', (call) => loseRef(scene, call, ELSEWHERE));
    await playRace(scene, { path: ELSEWHERE, upset, decision: 'fail', comes: 'all' });
  },
};

async function loseRef({ repository }: Scene, call: ProxiedCall, path: string): Promise<void> {
  const [head] = await repository.history();
  const answer = await call.forward();
  await moveBranch(repository, head);
  await someoneElseCommits(repository, { path, text: THEIRS });
  call.answer(answer);
}

interface Race {
  /** Where theirs goes. */
  readonly path: string;
  readonly upset: Upset;
  readonly decision: keyof typeof DECISIONS;
  /** Of ours. */
  readonly comes?: 'nothing' | 'the others' | 'all';
}

/** Their commit stays in the history, and their file on the branch unless it was decided to overwrite it. */
async function playRace(
  { repository, uploader, tree }: Scene,
  { path, upset, decision, comes = DECISIONS[decision] }: Race,
): Promise<void> {
  const before = await branchOf(repository);
  const ours = await contentsOf([tree]);

  const { code, told, stdout, done } = await uploader.run({ flags: ['--on-conflict', decision] });

  assert(upset.struck(), `nobody came in between: ${stdout}`);
  const made = comes === 'nothing' ? [] : [done.commit];
  assert.equal(code, comes === 'nothing' ? 1 : 0, stdout);
  if (comes === 'nothing') assert.ok(told.includes(`${path} was changed on this branch`), told);
  const after = await branchOf(repository);
  assert.deepEqual(after.commits.slice(0, made.length), made);
  assert.deepEqual(after.commits.slice(made.length + 1), before.commits, 'between ours and before, theirs');
  const theirs = over(before.contents, new Map([[path, sha256(THEIRS)]]));
  const brought = { nothing: new Map<string, string>(), 'the others': without(ours, [path]), all: ours };
  assert.deepEqual(after.contents, over(theirs, brought[comes]));
  assert.deepEqual(await repository.workspaces(), []);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export const lostRaces: readonly Fault[] = [addition, lostRef, lostRefElsewhere];
