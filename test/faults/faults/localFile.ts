import { copyFile, rename, truncate, writeFile, open } from 'node:fs/promises';
import { join } from 'node:path';
import assert from 'node:assert/strict';
import { holdsBytes } from '../diskSearch';
import { play, type Upset } from '../course';
import type { Fault } from '../fault';
import { type Place, strike } from '../places';
import type { Scene } from '../scene';
import { victim } from '../tree';

const MARK = 'changed after it was planned ';
const MARKED_BYTES = 1024 * 1024;
const marked = Buffer.alloc(MARKED_BYTES, MARK);

const HARM = {
  /** The last bytes: those that are read last. */
  edited: async (path: string) => {
    const file = await open(path, 'r+');
    const { size } = await file.stat();
    await file.write(marked, 0, MARKED_BYTES, size - MARKED_BYTES);
    await file.close();
  },
  truncated: (path: string) => truncate(path, MARKED_BYTES),
  replaced: async (path: string) => {
    await writeFile(`${path}.new`, marked);
    await rename(`${path}.new`, path);
  },
};

/** Between the plan and the first byte, or with the first bytes under way. */
const MOMENTS = { before: 'open', 'in-the-middle': 'data' } as const;

const alone = Object.entries(HARM).flatMap(([what, harm]) =>
  Object.entries(MOMENTS).map(([when, place]): Fault => ({
    name: `file-${what}-${when}`,
    play: (scene) =>
      play(scene, {
        upset: () => strikeVictim(scene, place, harm),
        check: requireOnlyPlanned,
      }),
  })),
);

function strikeVictim(scene: Scene, place: Place, harm: (path: string) => Promise<void>): Upset {
  return strike(scene, place, async (call) => {
    await harm(join(scene.tree, victim(scene.engine)));
    await call.pass();
  });
}

/** An equal file, which comes after the victim: content that both have is read from the victim. */
const TWIN = 'twin.bin';

async function addTwin({ tree, engine }: Scene): Promise<void> {
  await copyFile(join(tree, victim(engine)), join(tree, TWIN));
}

/** What happens to one of two equal files is no fault of the other. */
const twins: Fault = {
  name: 'twin-edited-in-the-middle',
  play: (scene) =>
    play(scene, {
      upset: async () => {
        await addTwin(scene);
        return strikeVictim(scene, 'data', HARM.edited);
      },
      check: requireOnlyPlanned,
    }),
};

/** With `--on-failure commit`, all but the file that changed after it was planned is committed. */
const committedWithout = Object.entries({
  file: () => Promise.resolve(),
  twin: addTwin,
} satisfies Record<string, (scene: Scene) => Promise<void>>).map(([what, prepare]): Fault => ({
  name: `${what}-edited-others-committed`,
  play: (scene) =>
    play(scene, {
      upset: async () => {
        await prepare(scene);
        return strikeVictim(scene, 'open', HARM.edited);
      },
      flags: ['--on-failure', 'commit'],
      leavesOut: () => [`d/${victim(scene.engine)}`],
      check: async (_scene, { code, done, stdout }) => {
        assert.deepEqual([code, done.files.failed], [1, 1], stdout);
        assert.notEqual(done.commit, null, `the others were not committed: ${stdout}`);
        await requireOnlyPlanned(scene);
      },
    }),
}));

/** Nothing but planned bytes was ever taken by the server. A session takes them as they come, and checks the whole. */
async function requireOnlyPlanned({ engine, server }: Scene): Promise<void> {
  if (engine.name === 'version-uploads') return;
  // The repository is the only one there, and where it lies differs between servers.
  const found = await holdsBytes(server.dataDirectory, Buffer.from(MARK.repeat(3)));
  assert.equal(found, undefined, 'content that was never planned lies on the server');
}

export const localFileFaults: readonly Fault[] = [...alone, twins, ...committedWithout];
