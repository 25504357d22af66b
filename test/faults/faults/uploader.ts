import { join } from 'node:path';
import { storeCorrupt } from '../../contract/support/corrupt';
import { seededBytes } from '../../contract/support/seededTree';
import { writeFiles } from '../../unit/tempFolder';
import { play, type Upset } from '../course';
import { standsForAll } from '../engines';
import type { Fault } from '../fault';
import { hasPlace, type Place, PLACES, strike } from '../places';
import type { Scene } from '../scene';
import { contentOfVictim } from '../tree';

/** Places where engines differ no more. */
const AFTER_ALL: readonly Place[] = ['committing', 'verifying'];

/** `kill -9` in the middle of a request's body, or when the server has done what it was asked. */
const killedAt = PLACES.filter((place) => place !== 'open').map((place): Fault => ({
  name: `uploader-killed-${place}`,
  befalls: (engine, server) =>
    hasPlace(place, engine, server) && (!AFTER_ALL.includes(place) || standsForAll(engine)),
  play: (scene) => play(scene, { upset: () => killUploader(scene, place) }),
}));

function killUploader(scene: Scene, place: Place): Upset {
  return strike(scene, place, async (call) => {
    if (place === 'data') await call.passFirst(scene.random.below(call.length));
    else await call.forward();
    scene.uploader.kill();
    call.drop();
  });
}

/** `kill -9` while a blob is read back that lay on the server before, with wrong content, and is staged by now. */
const killedBeforeProof: Fault = {
  name: 'corrupt-blob-killed',
  befalls: ({ name }, { version }) => version === '0.50.7' && ['stage-files', 'raw'].includes(name),
  play: (scene) =>
    play(scene, {
      upset: async () => {
        await storeCorrupt(scene.repository, await contentOfVictim(scene));
        return strike(scene, 'read-back', async (call) => {
          await call.forward();
          scene.uploader.kill();
          call.drop();
        });
      },
    }),
};

/** Bytes of each, and how many: they are hashed while the first one is sent. */
const MORE = { files: 4, bytes: 9 * 1024 * 1024 };

/** `kill -9` while some files are sent, and others hashed. */
const killedBetween: Fault = {
  name: 'uploader-killed-hashing-and-sending',
  befalls: ({ sizes }) => sizes === 'one large',
  play: (scene) =>
    play(scene, {
      upset: async () => {
        const names = Array.from({ length: MORE.files }, (_, index) => join(scene.tree, `more-${index}.bin`));
        await writeFiles(
          Object.fromEntries(names.map((name, index) => [name, seededBytes(10 + index, MORE.bytes)])),
        );
        return killUploader(scene, 'data');
      },
    }),
};

/** Lines that every run prints, apart from its progress, which comes by the clock. */
const EVENTS = 9;

const killedAtEvent: Fault = {
  name: 'uploader-killed-at-event',
  play: (scene) => {
    let left = scene.random.below(EVENTS);
    scene.uploader.onEvent = ({ type }) => {
      if (type !== 'progress' && left-- === 0) scene.uploader.kill();
    };
    return play(scene, { upset: () => ({ struck: () => left < 0 }) });
  },
};

export const uploaderFaults: readonly Fault[] = [
  ...killedAt,
  killedBeforeProof,
  killedBetween,
  killedAtEvent,
];
