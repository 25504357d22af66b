import assert from 'node:assert/strict';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contentsOf } from '../../contract/support/contents';
import { afterReview } from '../afterReview';
import { play } from '../course';
import { standsForAll } from '../engines';
import type { Fault } from '../fault';
import { HARM } from '../harm';
import { standsForServers } from '../servers';
import { addTwin, victim } from '../tree';

/** So small a file has been read before the review. */
const KNOWN = 'changed.txt';
const EDITED = 'later'; // of the length that it had

/** What has been read before and what has not is uploaded as it is when it is read then: nothing else was promised. */
const edited: Fault = {
  name: 'file-edited-after-review',
  befalls: (engine, server) => standsForAll(engine) && standsForServers(server),
  play: (scene) => {
    const { tree, engine, scratch, random } = scene;
    const harm = random.pick([HARM.edited, HARM.truncated, HARM.replaced]);
    const names = [KNOWN, victim(engine)];
    const edit = async (folder: string) => {
      await writeFile(join(folder, KNOWN), EDITED);
      await harm(join(folder, victim(engine)));
    };
    return play(scene, {
      upset: () => afterReview(scene, () => edit(tree)),
      async edits() {
        const copy = join(scratch, 'copy');
        await mkdir(copy);
        for (const name of names) await copyFile(join(tree, name), join(copy, name));
        await edit(copy);
        return contentsOf(
          names.map((name) => join(copy, name)),
          'd',
        );
      },
      overcome: true,
    });
  },
};

/** The first of two equal files is deleted: it fails alone, and the other is sent in its place. */
const twinGone: Fault = {
  name: 'twin-gone-after-review',
  befalls: (engine, server) => standsForAll(engine) && standsForServers(server),
  play: (scene) => {
    const path = join(scene.tree, victim(scene.engine));
    return play(scene, {
      upset: async () => {
        await addTwin(scene);
        return afterReview(scene, () => rm(path));
      },
      flags: ['--on-failure', 'commit'],
      leavesOut: () => [`d/${victim(scene.engine)}`],
      check: (_scene, { code, done, events, stdout }) => {
        const failed = events.filter(({ type }) => type === 'failed').map((event) => event.path);
        assert.deepEqual([code, failed], [1, [path]], stdout);
        assert.notEqual(done.commit, null, `the others were not committed: ${stdout}`);
      },
    });
  },
};

export const afterReviewFaults: readonly Fault[] = [edited, twinGone];
