import assert from 'node:assert/strict';
import { Proxy } from '../contract/support/proxy';
import { cancelUpload } from '../../src/vscode/commands/cancelUpload';
import { pauseUpload } from '../../src/vscode/commands/pauseUpload';
import { resumeUpload } from '../../src/vscode/commands/resumeUpload';
import { closingOf } from '../../src/vscode/progress/closingWords';
import { progressText } from '../../src/vscode/progress/progressText';
import type { UploadEnding } from '../../src/core/upload/process/ending';
import type { ListQuestion } from '../../src/vscode/prompts/pick';
import { makeServices, targetAt, type TestServices } from './support/services';
import { useBench } from './support/useBench';
import { whenSo } from './support/whenSo';

describe('an upload that is paused', () => {
  const bench = useBench();
  let proxy: Proxy;
  let services: TestServices;
  const lists: string[][] = [];
  const told: string[] = [];

  beforeEach(async () => {
    proxy = await Proxy.start(bench().oxen.origin);
    lists.length = 0;
    told.length = 0;
    services = makeServices({ pick: lastOf, inform: (text) => told.push(text) });
  });
  afterEach(async () => {
    services.dispose();
    await proxy.close();
  });

  it('sends nothing until it goes on, and says so', async () => {
    const held = proxy.hold('PUT', /\/workspaces$/);
    const ending = services.uploads.start([bench().file('a.txt')], target());
    await held.reached;
    const [running] = services.uploads.all;
    assert.ok(running);
    const isPaused = new Promise<void>((resolve) => {
      running.meter.listen(({ paused }) => paused && resolve());
    });
    await pauseUpload.run(services);
    assert.equal(running.state, 'paused');
    await isPaused;
    held.release();

    assert.match(progressText(running.meter.progress()), / · paused/);
    assert.deepEqual(lists, [], 'of one it asks nothing');
    assert.ok(!proxy.seen.some((call) => call.includes('/files/')));
    await pauseUpload.run(services);
    assert.deepEqual(told, ['There is no running upload to pause.']);

    await resumeUpload.run(services);
    assert.match(closingOf(await ending, target()).text, /^Uploaded 1 file/);
  });

  it('is asked for when there are several, and can be cancelled', async () => {
    const { held, first, second } = await begin();

    await pauseUpload.run(services);
    await cancelUpload.run(services);
    held.release();

    assert.deepEqual(lists, [
      ['a.txt: running', 'b.txt: queued'],
      ['a.txt: running', 'b.txt: paused'],
    ]);
    assert.equal((await second).kind, 'cancelled');
    assert.equal((await first).kind, 'ran');
  });

  it('says so also when that was done while it waited for its turn', async () => {
    const { held, first, second } = await begin();
    await pauseUpload.run(services);
    const waiting = services.uploads.all[1];
    assert.ok(waiting);
    const isPaused = new Promise<void>((resolve) => {
      waiting.meter.listen(({ paused }) => paused && resolve());
    });
    held.release();
    await first;
    await isPaused;

    assert.match(progressText(waiting.meter.progress()), / · paused/);
    waiting.cancel();
    assert.notEqual(resultOf(await second), 'committed');
  });

  it('cannot be one that is still in review', async () => {
    services.dispose();
    services = makeServices({ inform: (text) => told.push(text) }, { review: () => undefined });
    const ending = services.uploads.start([bench().file('a.txt')], target());
    await whenSo(() => services.uploads.all.length === 1, services.uploads);

    await pauseUpload.run(services);
    assert.deepEqual(told, ['There is no running upload to pause.']);
    await cancelUpload.run(services);
    assert.equal((await ending).kind, 'cancelled');
  });

  /** Two uploads: the first one is about to send, the second one waits for it. */
  async function begin() {
    const held = proxy.hold('PUT', /\/workspaces$/);
    const { uploads } = services;
    const first = uploads.start([bench().file('a.txt')], target());
    await held.reached;
    const second = uploads.start([bench().file('b.txt')], target());
    await whenSo(() => uploads.all[1]?.state === 'waiting', uploads);
    return { held, first, second };
  }

  /** The user takes the last line of each list. */
  function lastOf<T>({ choices }: ListQuestion<T>): Promise<T | undefined> {
    lists.push(choices.map(({ label, detail = '' }) => `${label}: ${detail}`));
    return Promise.resolve(choices.at(-1)?.value);
  }

  function target() {
    return targetAt(proxy.origin);
  }
});

function resultOf(ending: UploadEnding): string {
  return ending.kind === 'ran' ? ending.receipt.result : ending.kind;
}
