import PQueue from 'p-queue';
import { lieCells } from './lies/cells';
import { play } from './lies/play';
import { options } from './options';
import { type FaultyServer, isThere, nameOf, SERVERS, startFaultyServer } from './servers';

/** They mostly wait. */
const AT_ONCE = 6;

const all = lieCells(options);

describe('lies', () => {
  for (const which of SERVERS) {
    const here = all.filter(({ server }) => server === which);
    if (here.length === 0) continue;
    if (!isThere(which)) {
      it.skip(`${nameOf(which)}, which has not been built: ${here.length} cells`);
      continue;
    }
    describe(nameOf(which), () => {
      let server: FaultyServer | undefined;
      /** What became of each, by name: all are begun at once, and wait for their turn. */
      const outcomes = new Map<string, Promise<void>>();
      before(async () => {
        const running = (server = await startFaultyServer(which, 'local'));
        const queue = new PQueue({ concurrency: AT_ONCE });
        for (const { name, lie } of here) {
          const played = queue.add(() => play(lie, running));
          played.catch(() => undefined); // told in its turn
          outcomes.set(name, played);
        }
      });
      after(() => server?.close());
      for (const { name } of here) {
        it(name, async () => {
          await outcomes.get(name);
        });
      }
    });
  }
});
