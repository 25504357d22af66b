import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { Proxy } from '../contract/support/proxy';
import { discardUpload } from '../../src/vscode/commands/discardUpload';
import { offerInterrupted } from '../../src/vscode/uploads/offerInterrupted';
import { DropOnTree } from '../../src/vscode/views/drop/dropOnTree';
import { BranchNode, RepositoryNode, ServerNode } from '../../src/vscode/views/nodes';
import { onlyInterrupted } from './support/onlyInterrupted';
import { makeServices, targetAt, type TestServices } from './support/services';
import { setServers } from './support/sources';
import { fileItem, transferOf } from './support/transfer';
import { useBench } from './support/useBench';

describe('files that were dropped without a path', () => {
  const bench = useBench();
  const opened: TestServices[] = [];
  let storage: string;
  let proxy: Proxy;

  beforeEach(async () => {
    storage = await mkdtemp(path.join(tmpdir(), 'oxen-drop-'));
    proxy = await Proxy.start(bench().oxen.origin);
  });
  afterEach(async () => {
    for (const { dispose } of opened.splice(0)) dispose();
    await proxy.close();
    await rm(storage, { recursive: true, maxRetries: 10, retryDelay: 50 }); // what is left there may still be tidied
  });

  it('are kept as long as their upload runs, and gone when it has ended', async () => {
    const services = window();
    const held = proxy.hold('POST', /\/files\/$/);
    await drop(services, 'a.txt', 'alpha');
    await held.reached;
    await services.dropped.sweep();
    assert.equal((await foldersOfDrops()).length, 1);

    held.release();
    await services.uploads.all[0]?.ended;

    await isEmptied();
    assert.equal(await bench().read('a.txt'), 'alpha');
  });

  it('are there for Resume when their upload was interrupted, and gone after it', async () => {
    const before = await dropAndInterrupt();
    const after = window();

    await after.dropped.sweep(); // as at the start of the next window
    await after.uploads.resume(await onlyInterrupted(before));

    assert.equal(await bench().read('a.txt'), 'alpha');
    await after.dropped.sweep();
    assert.deepEqual(await foldersOfDrops(), []);
  });

  it('are offered to be resumed in a window that has a folder open', async () => {
    assert.ok(vscode.workspace.workspaceFolders);
    const before = await dropAndInterrupt();

    const offered = await new Promise<string>((resolve) => {
      const { dropped, history, journals, log, uploads } = before;
      const prompts = { ...before.prompts, warn: resolve };
      offerInterrupted({ dropped, history, journals, log, uploads, prompts });
    });

    assert.match(offered, /^The upload of .+ \(1 file\) to ox\/cats · main was interrupted\.$/);
  });

  it('go when their interrupted upload is discarded', async () => {
    await dropAndInterrupt();
    const after = window();
    await after.accounts.add(target().origin, undefined);

    await discardUpload.run(after, (await onlyInterrupted(after)).run.id);

    assert.deepEqual(await foldersOfDrops(), []);
    await setServers([]);
  });

  it('go at the next start when a crash has left them behind', async () => {
    await mkdir(path.join(storage, 'dropped-Ab12Cd/0'), { recursive: true });
    await writeFile(path.join(storage, 'dropped-Ab12Cd/0/a.txt'), 'alpha');
    await writeFile(path.join(storage, 'servers.json'), '{}');

    await window().dropped.sweep();

    assert.deepEqual(await readdir(storage), ['servers.json']);
  });

  /** Ends a window in the middle of the upload of what was dropped in it. */
  async function dropAndInterrupt(): Promise<TestServices> {
    const services = window();
    const held = proxy.hold('POST', /\/files\/$/);
    await drop(services, 'a.txt', 'alpha');
    await held.reached;
    services.uploads.all[0]?.control.pause(); // the next window does not go on by itself
    await services.uploads.suspend();
    held.drop();
    return services;
  }

  async function drop(services: TestServices, name: string, content: string): Promise<void> {
    const { dropped, uploads, prompts, log } = services;
    const added = new Promise((resolve) => uploads.onDidAdd(resolve));
    const server = new ServerNode(target().origin);
    const branch = new BranchNode(
      new RepositoryNode(server, target().repository, 'listed'),
      'main',
      'unborn',
    );
    await new DropOnTree({ uploads, prompts, log, dropped }).handleDrop(
      branch,
      transferOf('', [fileItem(name, content)]),
    );
    await added;
  }

  async function foldersOfDrops(): Promise<readonly string[]> {
    return (await readdir(storage)).filter((name) => name.startsWith('dropped-'));
  }

  /** The upload has ended for those who wait for it; what follows is on its way. */
  async function isEmptied(): Promise<void> {
    while ((await foldersOfDrops()).length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  function window(): TestServices {
    const services = makeServices({}, { storage });
    opened.push(services);
    return services;
  }

  function target() {
    return targetAt(proxy.origin);
  }
});
