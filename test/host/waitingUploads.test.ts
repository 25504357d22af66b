import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { UploadOutcome } from '../../src/core/upload/upload';
import { showClosingMessages } from '../../src/vscode/progress/closingMessage';
import { interruptedUploads } from '../../src/vscode/uploads/interruptedUploads';
import { offerInterrupted } from '../../src/vscode/uploads/offerInterrupted';
import type { Upload } from '../../src/vscode/uploads/upload';
import type { TestServices } from './support/services';
import { resultOf, useWindows } from './support/useWindows';
import { whenSo } from './support/whenSo';

describe('an approved upload whose window was closed', () => {
  const { bench, proxy, window, target } = useWindows();

  it('goes on by itself after a reload, as does one that waits for it, without a question', async () => {
    const before = await closeWhileWaiting(inWorkspace('first.txt'));
    const services = window({ warn: (text) => assert.fail(text) }, before);
    const endings = endingsIn(services, 2);
    offerInterrupted(services);

    assert.deepEqual((await endings).map(resultOf), ['committed', 'committed']);
    assert.deepEqual(services.asked, []);
    const messages = new Set((await bench().messages()).slice(0, 2));
    assert.deepEqual(messages, new Set(['Upload waiting.txt', 'Upload first.txt']));
  });

  it('is offered when it was paused', async () => {
    const before = await closeWhileWaiting(inWorkspace('first.txt'), ({ control }) => control.pause());
    const told: string[] = [];
    const services = window({ warn: (text) => told.push(text) }, before);
    const endings = endingsIn(services, 1);
    offerInterrupted(services);

    assert.deepEqual((await endings).map(resultOf), ['committed']);
    assert.deepEqual(told, ['The upload of first.txt (1 file) to ox/cats · main was interrupted.']);
  });

  it('that waited for another one runs by itself in the next window, without a question', async () => {
    const before = await closeWhileWaiting();
    const told: string[] = [];
    const services = window({ warn: (text) => told.push(text) }, before);
    const endings = endingsIn(services, 1);
    offerInterrupted(services);

    assert.deepEqual((await endings).map(resultOf), ['committed']);
    assert.deepEqual(services.asked, []);
    assert.equal(await bench().read('waiting.txt'), 'waiting.txt');
    assert.equal((await bench().messages())[0], 'Upload waiting.txt');
    assert.deepEqual(told, [], 'the first one lies in another folder');
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

  /** Two uploads to one repository: the first is being sent, that of a file of the workspace waits for it. */
  async function closeWhileWaiting(
    file = bench().file('first.txt'),
    last: (first: Upload) => void = () => undefined,
  ): Promise<TestServices> {
    const services = window({});
    const held = proxy().hold('POST', /\/files\/$/);
    const first = services.uploads.start([file], target());
    await held.reached;
    const second = services.uploads.start([inWorkspace('waiting.txt')], target());
    const { uploads } = services;
    await whenSo(() => uploads.all[1]?.state === 'waiting', uploads);
    uploads.all.slice(0, 1).forEach(last);
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
  function endingsIn({ uploads }: TestServices, count: number): Promise<readonly UploadOutcome[]> {
    return new Promise((resolve) => {
      const endings: Promise<UploadOutcome>[] = [];
      uploads.onDidAdd(({ ended }) => {
        endings.push(ended);
        if (endings.length === count) void Promise.all(endings).then(resolve);
      });
    });
  }
});
