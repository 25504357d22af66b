import assert from 'node:assert/strict';
import { type Cell, cells } from './matrix';
import { options } from './options';
import { Random } from './random';
import { setScene } from './scene';
import { type FaultyServer, isThere, nameOf, SERVERS, startFaultyServer, type Storage } from './servers';

const all = cells(options);

describe(`faults, seed ${options.seed}`, () => {
  for (const server of SERVERS) {
    const here = all.filter((cell) => cell.server === server);
    if (here.length === 0) continue;
    if (!isThere(server)) {
      it.skip(`${nameOf(server)}, which has not been built: ${here.length} cells`);
      continue;
    }
    describe(nameOf(server), () => {
      const running = new Map<Storage, FaultyServer>();
      after(async () => {
        for (const one of running.values()) await one.close();
      });
      const serverOf = async ({ fault: { storage = 'local' } }: Cell): Promise<FaultyServer> => {
        const one = running.get(storage) ?? (await startFaultyServer(server, storage));
        running.set(storage, one);
        return one;
      };
      for (const cell of here) {
        it(cell.name, async () => {
          await playCell(cell, await serverOf(cell));
        });
      }
    });
  }
});

/** @throws with the words that play this cell again */
async function playCell({ name, engine, fault }: Cell, server: FaultyServer): Promise<void> {
  const { seed } = options;
  const scene = await setScene(engine, server, new Random(`${seed} ${name}`));
  try {
    await fault.play(scene);
  } catch (error) {
    assert(error instanceof Error);
    error.message += `\n\nTo play it again: npm run test:faults -- --seed ${seed} --only '${name}'\n`;
    throw error;
  } finally {
    await scene.close();
  }
}
