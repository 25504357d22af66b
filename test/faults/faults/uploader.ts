import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { storeCorrupt } from '../../contract/support/corrupt';
import { seededBytes } from '../../contract/support/seededTree';
import { writeFiles } from '../../unit/tempFolder';
import { play, type Upset } from '../course';
import { standsForAll } from '../engines';
import type { Fault } from '../fault';
import { hasPlace, type Place, PLACES, strike, strikeRequests } from '../places';
import type { Scene } from '../scene';
import { contentOfVictim } from '../tree';
import { buildVariant } from '../variant';

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

/** Well beyond the time in which what the journal is told reaches the disk, in ms. */
const NOTED = 1000;

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
          await delay(NOTED); // what is not to be noted would be by then
          scene.uploader.kill();
          call.drop();
        });
      },
    }),
};

/** They come after the tree's own, and the last of them is read without end. */
const MORE = ['more-1.bin', 'more-2.bin', 'more-3.bin'] as const;
const MORE_BYTES = { 'all small': 1000, 'one large': 9 * 1024 * 1024 };
const ENDLESS = MORE[2];

/** `kill -9` while some files are sent, and others hashed. */
const killedBetween: Fault = {
  name: 'uploader-killed-hashing-and-sending',
  befalls: (engine) => engine.sizes === 'one large' || standsForAll(engine),
  play: async (scene) => {
    const { tree, engine, uploader, random } = scene;
    const bytes = MORE_BYTES[engine.sizes];
    await writeFiles(
      Object.fromEntries(MORE.map((name, index) => [join(tree, name), seededBytes(10 + index, bytes)])),
    );
    const bundle = join(scene.scratch, 'endless.js');
    const hashes = 'const digest = file.digest ??';
    await buildVariant(
      {
        'upload/transfer/hashedFiles.ts': {
          [hashes]: `if (file.source.endsWith('${ENDLESS}')) await new Promise(() => undefined);\n    ${hashes}`,
        },
      },
      bundle,
    );
    await play(scene, {
      upset: () =>
        strikeRequests(scene, engine.data[0], async (call) => {
          await call.passFirst(random.below(call.length));
          uploader.kill();
          call.drop();
        }),
      bundle,
    });
  },
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
