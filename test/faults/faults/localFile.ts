import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import assert from 'node:assert/strict';
import type { ServerKind } from '../../contract/support/servers';
import { xxh3 } from '../../contract/support/xxh3';
import { holdsBytes } from '../diskSearch';
import { play, type Upset } from '../course';
import type { Fault } from '../fault';
import { type Harm, HARM, MARK } from '../harm';
import { strike, strikeRequests } from '../places';
import type { Scene } from '../scene';
import { addTwin, contentOfVictim, victim } from '../tree';
import { flipBit } from './content';

/** Between its hashing and its first byte, or with the first bytes under way. */
const MOMENTS = { before: strikeHashed, 'in-the-middle': strikeSending } as const;

const alone = Object.entries(HARM).flatMap(([what, harm]) =>
  Object.entries(MOMENTS).map(([when, strikeAt]): Fault => ({
    name: `file-${what}-${when}`,
    befalls: (_engine, server) => when !== 'before' || asksForStored(server),
    play: (scene) =>
      play(scene, {
        upset: () => strikeAt(scene, harm),
        check: requireOnlyPlanned,
      }),
  })),
);

/** What is stored already is asked for where it could be staged: then the hash is known, and nothing is sent yet. */
function asksForStored({ version }: ServerKind): boolean {
  return version !== '0.58.1';
}

async function strikeHashed(scene: Scene, harm: Harm): Promise<Upset> {
  const hash = await xxh3(await contentOfVictim(scene));
  let isStruck = false;
  scene.proxy.on('QUERY', /\/versions$/, async (call) => {
    const body = await call.body();
    if (!isStruck && gunzipSync(body).includes(hash)) {
      isStruck = true;
      await harm(join(scene.tree, victim(scene.engine)));
    }
    call.answer(await call.forward({ body }));
  });
  return { struck: () => isStruck };
}

function strikeSending(scene: Scene, harm: Harm): Upset {
  return strike(scene, 'data', async (call) => {
    await harm(join(scene.tree, victim(scene.engine)));
    await call.pass();
  });
}

/** What is altered on the way is read again, from a file that is another one by then. */
const editedAndAltered: Fault = {
  name: 'file-edited-flipped-bit',
  befalls: ({ name }) => name === 'stage-files',
  play: (scene) =>
    play(scene, {
      upset: () =>
        strikeRequests(scene, scene.engine.data[0], async (call) => {
          for (const name of ['medium 1.bin', 'medium 2.bin']) await HARM.edited(join(scene.tree, name));
          await flipBit(call);
        }),
      check: requireOnlyPlanned,
    }),
};

/** What happens to one of two equal files is no fault of the other. */
const twins: Fault = {
  name: 'twin-edited-in-the-middle',
  play: (scene) =>
    play(scene, {
      upset: async () => {
        await addTwin(scene);
        return strikeSending(scene, HARM.edited);
      },
      check: requireOnlyPlanned,
    }),
};

/**
 * With `--on-failure commit`, all but the file that changed after it was hashed is committed; and that one too, when it
 * is a small one: it is sent as it was hashed.
 */
const committedWithout = Object.entries({
  file: () => Promise.resolve(),
  twin: addTwin,
} satisfies Record<string, (scene: Scene) => Promise<void>>).map(([what, prepare]): Fault => ({
  name: `${what}-edited-others-committed`,
  befalls: (_engine, server) => asksForStored(server),
  play: (scene) =>
    play(scene, {
      upset: async () => {
        await prepare(scene);
        return strikeHashed(scene, HARM.edited);
      },
      flags: ['--on-failure', 'commit'],
      leavesOut: () => (isReadTwice(scene) ? [`d/${victim(scene.engine)}`] : []),
      check: async (_scene, { code, done, stdout }) => {
        const failed = isReadTwice(scene) ? 1 : 0;
        assert.deepEqual([code, done.files.failed], [failed, failed], stdout);
        assert.notEqual(done.commit, null, `the others were not committed: ${stdout}`);
        await requireOnlyPlanned(scene);
      },
    }),
}));

function isReadTwice({ engine }: Scene): boolean {
  return engine.sizes === 'one large';
}

/** Nothing but planned bytes was ever taken by the server. A session takes them as they come, and checks the whole. */
async function requireOnlyPlanned({ engine, server }: Scene): Promise<void> {
  if (engine.name === 'version-uploads') return;
  // The repository is the only one there, and where it lies differs between servers.
  const found = await holdsBytes(server.dataDirectory, Buffer.from(MARK.repeat(3)));
  assert.equal(found, undefined, 'content that was never planned lies on the server');
}

export const localFileFaults: readonly Fault[] = [...alone, editedAndAltered, twins, ...committedWithout];
