import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seededBytes } from '../../contract/support/seededTree';
import { branchOf } from '../branch';
import { play } from '../course';
import { standsForAll } from '../engines';
import type { Fault } from '../fault';
import { HARM } from '../harm';
import { strike } from '../places';
import type { Scene } from '../scene';
import { standsForServers } from '../servers';
import { victim } from '../tree';
import { buildVariant } from '../variant';

const befalls: Fault['befalls'] = (engine, server) => standsForAll(engine) && standsForServers(server);

/** All of it is there, be it known at the review or found out in the run: nothing is made for it on the server. */
const nothingChanged: Fault = {
  name: 'everything-unchanged',
  befalls,
  async play(scene) {
    const { uploader, repository, proxy } = scene;
    await uploadAll(scene);
    const before = await branchOf(repository);
    const unhurried = await withoutHashingAhead(scene);
    for (const options of [{}, { bundle: unhurried }]) {
      proxy.seen.length = 0;

      const { code, done, told, events, stdout } = await uploader.run(options);

      const isRun = events.some(({ type }) => type === 'planned');
      assert.ok(isRun || !('bundle' in options), `it was to be found out in the run: ${stdout}`);
      assert.deepEqual([code, told], [0, ''], stdout);
      const { result, commit, bytes, files } = done;
      assert.deepEqual([result, commit, bytes, files.uploaded], ['nothing to do', null, 0, 0], stdout);
      assert.equal(files.unchanged, before.contents.size - 1, 'all but the file that is in no tree');
      assert.deepEqual(
        proxy.seen.filter((call) => !call.startsWith('GET ')),
        [],
      );
      assert.deepEqual(await branchOf(repository), before);
    }
  },
};

const LAST = 'zz last';
const LAST_BYTES = { 'all small': 1000, 'one large': 9 * 1024 * 1024 };

/** Whatever is edited once the first file that differs is found was compared before: that comes last. */
const lastDiffers: Fault = {
  name: 'last-file-differs',
  befalls,
  async play(scene) {
    const { tree, engine } = scene;
    await uploadAll(scene);
    const size = LAST_BYTES[engine.sizes];
    await play(scene, {
      async upset() {
        await writeFile(join(tree, LAST), seededBytes(5, size));
        return strike(scene, 'open', async (call) => {
          await HARM.edited(join(tree, victim(engine)));
          await call.pass();
        });
      },
      bundle: await withoutHashingAhead(scene),
      overcome: true,
      check: (_scene, { done, stdout }) => {
        assert.deepEqual([done.files.uploaded, done.bytes], [1, size], stdout);
      },
    });
  },
};

async function uploadAll({ uploader, proxy }: Scene): Promise<void> {
  const { code, stdout } = await uploader.run();
  assert.equal(code, 0, stdout);
  proxy.seen.length = 0;
}

/**
 * A command that takes no time for hashing before the review: all that is there has to be compared in the run, and so
 * few at a time that those which differ come later than others.
 */
async function withoutHashingAhead({ scratch }: Scene): Promise<string> {
  const bundle = join(scratch, 'unhurried.js');
  await buildVariant(
    {
      'upload/upload.ts': { 'HASHING_TIME = 1500': 'HASHING_TIME = 0' },
      'upload/transfer/pass.ts': { 'ASKED_TOGETHER = 1000': 'ASKED_TOGETHER = 5' },
    },
    bundle,
  );
  return bundle;
}

export const unchangedFaults: readonly Fault[] = [nothingChanged, lastDiffers];
