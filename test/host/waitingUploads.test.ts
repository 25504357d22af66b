import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { UploadOutcome } from '../../src/core/upload/upload';
import { showClosingMessages } from '../../src/vscode/progress/closingMessage';
import { interruptedUploads } from '../../src/vscode/uploads/interruptedUploads';
import { offerInterrupted } from '../../src/vscode/uploads/offerInterrupted';
import type { TestServices } from './support/services';
import { resultOf, useWindows } from './support/useWindows';
import { whenSo } from './support/whenSo';

describe('an upload that waited for another one when its window was closed', () => {
  const { bench, proxy, window, target } = useWindows();

  it('runs by itself in the next window, without a question', async () => {
    const before = await closeWhileWaiting();
    const told: string[] = [];
    const services = window({ warn: (text) => told.push(text) }, before);
    const ended = new Promise<UploadOutcome>((resolve) => {
      services.uploads.onDidAdd(({ ended }) => void ended.then(resolve));
    });
    offerInterrupted(services);

    assert.equal(resultOf(await ended), 'committed');
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

    const ending = await services.uploads.startWaiting(waiting);
    messages.dispose();

    assert.equal(ending.kind, 'broke');
    assert.deepEqual(told, []);
    await journal?.remove();
  });

  /** Two uploads to one repository: the first is being sent, that of a file of the workspace waits for it. */
  async function closeWhileWaiting(): Promise<TestServices> {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    writeFileSync(path.join(folder.uri.fsPath, 'waiting.txt'), 'waiting.txt');
    const services = window({});
    const held = proxy().hold('POST', /\/files\/$/);
    const first = services.uploads.start([bench().file('first.txt')], target());
    await held.reached;
    const second = services.uploads.start([path.join(folder.uri.fsPath, 'waiting.txt')], target());
    const { uploads } = services;
    await whenSo(() => uploads.all[1]?.state === 'waiting', uploads);
    await services.uploads.suspend();
    held.drop();
    assert.deepEqual([resultOf(await first), resultOf(await second)], ['interrupted', 'interrupted']);
    return services;
  }
});
