import { join } from 'node:path';
import type { ProxiedCall } from '../../contract/support/proxiedCall';
import { play, type Upset } from '../course';
import type { Fault } from '../fault';
import { hasPlace, type Place, strike } from '../places';
import type { Scene } from '../scene';
import { buildVariant } from '../variant';

/** `kill -9` in the middle of a request's body, or when the request is done and before the answer is out; then it starts again. */
const killed = (['data', 'finish', 'merge'] as const).map((place): Fault => ({
  name: `server-killed-${place}`,
  befalls: (engine, server) => hasPlace(place, engine, server),
  play: (scene) => play(scene, { upset: () => killServer(scene, place), overcome: true }),
}));

function killServer(scene: Scene, place: Place): Upset {
  const { server, proxy, random } = scene;
  return strike(scene, place, async (call) => {
    if (place === 'data') await call.passFirst(random.below(call.length));
    else await call.forward();
    proxy.mayLoseServer = true;
    await server.process.kill();
    call.drop();
    await server.process.restart();
  });
}

/** What stands in for the minutes that a run has patience with a server which has accepted something. */
const PATIENCE_MS = 10_000;

/** How often the server says that it is full before someone makes room. */
const REFUSALS = 3;

const diskFull: readonly Fault[] = [
  {
    name: 'disk-full-for-a-while',
    befalls: (_engine, { kind }) => kind === 'small',
    play: (scene) => play(scene, { upset: () => fillDisk(scene, REFUSALS) }),
  },
  {
    name: 'disk-full',
    befalls: (_engine, { kind }) => kind === 'small',
    play: async (scene) => {
      const bundle = join(scene.scratch, 'impatient.js');
      await buildVariant(
        { 'oxen/http/client.ts': { 'PATIENCE = 5 * 60_000': `PATIENCE = ${PATIENCE_MS}` } },
        bundle,
      );
      await play(scene, { upset: () => fillDisk(scene, Infinity), bundle });
    },
  },
];

/** From a request with content on there is no room, until the run is over or `refusals` requests have failed. */
function fillDisk(scene: Scene, refusals: number): Upset {
  const { proxy, server } = scene;
  const { disk } = server;
  if (disk === undefined) throw new Error('the disk of a real server cannot be filled');
  let left = refusals;
  const countRefusal = async (call: ProxiedCall) => {
    const status = await call.ended();
    if (status === 500 && --left <= 0) await disk.free();
  };
  proxy.observe((call) => void countRefusal(call));
  const { struck } = strike(scene, 'data', async (call) => {
    proxy.mayLoseServer = true; // which may break a connection whose request it has not read to its end
    await disk.fill();
    await call.pass();
  });
  return { struck, end: () => disk.free() };
}

export const serverFaults: readonly Fault[] = [...killed, ...diskFull];
