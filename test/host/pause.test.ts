import assert from 'node:assert/strict';
import { Proxy } from '../contract/support/proxy';
import { cancelUpload } from '../../src/vscode/commands/cancelUpload';
import { pauseUpload } from '../../src/vscode/commands/pauseUpload';
import { resumeUpload } from '../../src/vscode/commands/resumeUpload';
import { closingOf } from '../../src/vscode/progress/closingWords';
import { progressText } from '../../src/vscode/progress/words';
import type { ListQuestion } from '../../src/vscode/prompts/pick';
import { makeServices, targetAt, type TestServices } from './support/services';
import { useBench } from './support/useBench';

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
    const held = proxy.hold('GET', /\/branches$/);
    const ending = services.uploads.start([bench().file('a.txt')], target());
    await held.reached;
    await pauseUpload.run(services);
    held.release();

    const { running } = services.uploads;
    assert.ok(running);
    assert.match(progressText(running.meter.progress()), / · paused/);
    assert.deepEqual(lists, [], 'of one it asks nothing');
    assert.ok(!proxy.seen.some((call) => call.includes('/files/')));
    await pauseUpload.run(services);
    assert.deepEqual(told, ['There is no running upload to pause.']);

    await resumeUpload.run(services);
    const ended = await ending;
    assert.match(ended ? closingOf(ended, target()).text : '', /^Uploaded 1 file/);
  });

  it('is asked for when there are several, and can be cancelled', async () => {
    const held = proxy.hold('GET', /\/branches$/);
    const first = services.uploads.start([bench().file('a.txt')], target());
    await held.reached;
    const added = new Promise((resolve) => services.uploads.onDidAdd(resolve));
    const second = services.uploads.start([bench().file('b.txt')], target());
    await added;

    await pauseUpload.run(services);
    await cancelUpload.run(services);
    held.release();

    assert.deepEqual(lists, [
      ['a.txt: running', 'b.txt: queued'],
      ['a.txt: running', 'b.txt: paused'],
    ]);
    assert.deepEqual(await second, { kind: 'cancelled' });
    assert.equal((await first)?.kind, 'ran');
  });

  it('says so also when that was done while it waited for its turn', async () => {
    const held = proxy.hold('GET', /\/branches$/);
    const first = services.uploads.start([bench().file('a.txt')], target());
    await held.reached;
    const added = new Promise((resolve) => services.uploads.onDidAdd(resolve));
    const second = services.uploads.start([bench().file('b.txt')], target());
    await added;
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
    assert.deepEqual(await second, { kind: 'cancelled' });
  });

  /** The user takes the last line of each list. */
  function lastOf<T>({ choices }: ListQuestion<T>): Promise<T | undefined> {
    lists.push(choices.map(({ label, detail = '' }) => `${label}: ${detail}`));
    return Promise.resolve(choices.at(-1)?.value);
  }

  function target() {
    return targetAt(proxy.origin);
  }
});
