import { rename, truncate, writeFile, open } from 'node:fs/promises';
import { join } from 'node:path';
import assert from 'node:assert/strict';
import { holdsBytes } from '../diskSearch';
import { play } from '../course';
import type { Fault } from '../fault';
import { strike } from '../places';
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

export const localFileFaults: readonly Fault[] = Object.entries(HARM).flatMap(([what, harm]) =>
  Object.entries(MOMENTS).map(([when, place]): Fault => ({
    name: `file-${what}-${when}`,
    play: (scene) =>
      play(scene, {
        upset: () =>
          strike(scene, place, async (call) => {
            await harm(join(scene.tree, victim(scene.engine)));
            await call.pass();
          }),
        check: requireOnlyPlanned,
      }),
  })),
);

/** Nothing but planned bytes was ever taken by the server. A session takes them as they come, and checks the whole. */
async function requireOnlyPlanned({ engine, server, repository }: Scene): Promise<void> {
  if (engine.name === 'version-uploads') return;
  const found = await holdsBytes(join(server.dataDirectory, repository.name), Buffer.from(MARK.repeat(3)));
  assert.equal(found, undefined, 'content that was never planned lies on the server');
}
