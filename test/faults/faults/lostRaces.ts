import type { ProxiedCall } from '../../contract/support/proxiedCall';
import { moveBranch, someoneElseCommits } from '../../contract/support/someoneElse';
import { standsForAll } from '../engines';
import type { Fault } from '../fault';
import { type Place, strike } from '../places';
import { ADDED, ANY_DECISION, CHANGED, ELSEWHERE, playRace, THEIRS } from '../race';
import type { Scene } from '../scene';

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

export const lostRaces: readonly Fault[] = [addition, lostRef, lostRefElsewhere];
