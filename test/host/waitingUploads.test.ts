import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { UploadEnding } from '../../src/core/upload/process/ending';
import { showClosingMessages } from '../../src/vscode/progress/closingMessage';
import { interruptedUploads } from '../../src/vscode/uploads/interruptedUploads';
import { offerInterrupted } from '../../src/vscode/uploads/offerInterrupted';
import type { Upload } from '../../src/vscode/uploads/upload';
import { targetAt, type TestServices } from './support/services';
import { resultOf, useWindows } from './support/useWindows';
import { whenSo } from './support/whenSo';

describe('an approved upload whose window was closed', () => {
  const { bench, proxy, window, target } = useWindows();

  it('goes on by itself after a reload, before one that waits for it, without a question', async () => {
    const before = await closeWhileWaiting();
    const services = window({ warn: (text) => assert.fail(text) }, before);
    const endings = endingsIn(services, 2);
    offerInterrupted(services);

    assert.deepEqual((await endings).map(resultOf), ['committed', 'committed']);
    assert.deepEqual(services.asked, []);
    assert.deepEqual((await bench().messages()).slice(0, 2), ['Upload waiting.txt', 'Upload first.txt']);
  });

  const needy: Readonly<Record<string, (upload: Upload) => void>> = {
    'was paused': ({ control }) => control.pause(),
    'asked something': (upload) => void upload.ask(() => new Promise(() => undefined)),
  };
  for (const [how, inNeed] of Object.entries(needy))
    it(`is offered when it ${how}; one that waited for it goes on by itself`, async () => {
      const before = await closeWhileWaiting(([first]) => first && inNeed(first));
      let warn: (text: string) => void = () => undefined;
      const told = new Promise<string>((resolve) => (warn = resolve));
      const services = window({ warn: (text) => warn(text) }, before);
      const endings = endingsIn(services, 1);
      offerInterrupted(services);

      assert.deepEqual((await endings).map(resultOf), ['committed']);
      assert.equal((await bench().messages())[0], 'Upload waiting.txt');
      assert.deepEqual(services.asked, []);
      assert.equal(await told, 'The upload of first.txt (1 file) to ox/cats · main was interrupted.');
    });

  it('is offered when it waited, and was paused', async () => {
    const before = await closeWhileWaiting((both) => both.forEach(({ control }) => control.pause()));
    const told = new Promise<string>((resolve) => {
      offerInterrupted(window({ warn: resolve }, before));
    });

    assert.match(await told, /^2 uploads were interrupted, the newest of waiting\.txt .*\.$/);
  });

  it('whose commit is there is verified in the next window, and not made twice', async () => {
    const before = window({});
    const verifying = proxy().hold('GET', /\/commits\/history\//);
    const first = before.uploads.start([inWorkspace('first.txt')], target());
    await verifying.reached;
    await before.uploads.suspend();
    verifying.drop();
    assert.equal(resultOf(await first), 'interrupted');
    const services = window({ warn: (text) => assert.fail(text) }, before);
    const endings = endingsIn(services, 1);
    offerInterrupted(services);

    assert.deepEqual((await endings).map(resultOf), ['committed']);
    assert.deepEqual(
      (await bench().messages()).filter((message) => message === 'Upload first.txt'),
      ['Upload first.txt'],
    );
  });

  it('goes on in a window that has none of its files, whose target stays as it was', async () => {
    const before = window({});
    const held = proxy().hold('POST', /\/files\/$/);
    const first = before.uploads.start([bench().file('elsewhere.txt')], target());
    await held.reached;
    await before.uploads.suspend();
    held.drop();
    assert.equal(resultOf(await first), 'interrupted');
    const services = window({ warn: (text) => assert.fail(text) }, before);
    const { targets } = services;
    await targets.use(targetAt(proxy().origin, 'of/this/window'));
    const remembered = new Promise((resolve) => targets.onDidChange(resolve));

    offerInterrupted(services);
    await remembered;

    assert.equal(await bench().read('elsewhere.txt'), 'elsewhere.txt');
    assert.deepEqual(
      targets.recent.map(({ directory }) => directory),
      ['of/this/window', ''],
    );
  });

  it('is left in silence to the window that took it', async () => {
    const before = await closeWhileWaiting();
    const told: string[] = [];
    const tell = (text: string) => void told.push(text);
    const services = window({ showError: tell, warn: tell, inform: tell }, before);
    const messages = showClosingMessages(services.uploads, services);
    const [waiting] = (await interruptedUploads(services.journals)).filter(({ run }) => !run.hasStarted);
    assert.ok(waiting);
    const journal = await before.journals.open(waiting.run.id);

    const ending = await services.uploads.goOn(waiting);
    messages.dispose();

    assert.equal(ending.kind, 'broke');
    assert.deepEqual(told, []);
    await journal?.remove();
  });

  /** Two uploads to one repository: the first is being sent, the other waits for it. */
  async function closeWhileWaiting(
    last: (both: readonly Upload[]) => void = () => undefined,
  ): Promise<TestServices> {
    const services = window({});
    const held = proxy().hold('POST', /\/files\/$/);
    const first = services.uploads.start([inWorkspace('first.txt')], target());
    await held.reached;
    const second = services.uploads.start([inWorkspace('waiting.txt')], target());
    const { uploads } = services;
    await whenSo(() => uploads.all[1]?.state === 'waiting', uploads);
    last(uploads.all);
    await services.uploads.suspend();
    held.drop();
    assert.deepEqual([resultOf(await first), resultOf(await second)], ['interrupted', 'interrupted']);
    return services;
  }

  function inWorkspace(name: string): string {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const file = path.join(folder.uri.fsPath, name);
    writeFileSync(file, name);
    return file;
  }

  /** How the next so many uploads of the window end. */
  function endingsIn({ uploads }: TestServices, count: number): Promise<readonly UploadEnding[]> {
    return new Promise((resolve) => {
      const endings: Promise<UploadEnding>[] = [];
      uploads.onDidAdd(({ ended }) => {
        endings.push(ended);
        if (endings.length === count) void Promise.all(endings).then(resolve);
      });
    });
  }
});
