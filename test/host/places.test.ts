import assert from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mock } from 'node:test';
import * as vscode from 'vscode';
import { useProxy } from '../contract/support/proxy';
import { uploadHere } from '../../src/vscode/commands/uploadHere';
import type { Naming } from '../../src/vscode/naming';
import type { UploadEnding } from '../../src/core/upload/process/ending';
import { BranchNode, RepositoryNode, ServerNode } from '../../src/vscode/views/nodes';
import { onlyInterrupted } from './support/onlyInterrupted';
import { makeServices, targetAt, type TestServices } from './support/services';
import { useBench } from './support/useBench';

describe('what is uploaded', () => {
  const bench = useBench();
  const proxied = useProxy();
  let services: TestServices;
  let folder: string;
  beforeEach(async () => {
    services = makeServices();
    folder = await realpath(await mkdtemp(path.join(tmpdir(), 'places-')));
  });
  afterEach(async () => {
    mock.restoreAll();
    services.dispose();
    await rm(folder, { recursive: true });
  });

  it('keeps its place in the workspace folder, and the review says so', async () => {
    const [open] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(open);
    const file = path.join(open.uri.fsPath, 'data/deep/d.txt');

    assert.equal(await upload([file]), 'committed');

    assert.deepEqual(services.asked, [
      'Upload 1 file (6 B) to ox/cats · main → data/deep/d.txt · 1 new · your first upload to this branch',
    ]);
    assert.equal(await bench().read('data/deep/d.txt'), 'delta\n');
    assert.equal(await bench().read('d.txt'), undefined);
  });

  it('keeps it below the target’s directory, also when the workspace folder itself is selected', async () => {
    await write('one/a.txt', 'one/deep/b.txt');
    open('one', 'two');

    await upload([at('one')], { directory: 'in/here' });

    assert.deepEqual(services.asked, [
      'Upload 2 files (23 B) to ox/cats · main → in/here/ · 2 new · your first upload to this branch',
    ]);
    assert.equal(await bench().read('in/here/a.txt'), 'one/a.txt');
    assert.equal(await bench().read('in/here/deep/b.txt'), 'one/deep/b.txt');
  });

  it('begins with the folder’s name when something of several workspace folders is selected', async () => {
    await write('one/many/a.txt', 'two/many/a.txt');
    open('one', 'two');

    await upload([at('one/many'), at('two/many/a.txt')]);

    assert.equal(await bench().read('one/many/a.txt'), 'one/many/a.txt');
    assert.equal(await bench().read('two/many/a.txt'), 'two/many/a.txt');
  });

  it('goes by name from outside of all workspace folders, and two of one path are not taken for one', async () => {
    await write('one/a.txt', 'elsewhere/a.txt', 'elsewhere/deep/b.txt');
    open('one');

    await upload([at('one/a.txt'), at('elsewhere/a.txt'), at('elsewhere/deep')]);

    assert.deepEqual(services.asked, [
      'Upload 1 file (20 B) to ox/cats · main → deep/b.txt · 1 new · 2 cannot be uploaded · your first upload to this branch',
    ]);
    assert.equal(await bench().read('deep/b.txt'), 'elsewhere/deep/b.txt');
    assert.equal(await bench().read('a.txt'), undefined);
  });

  it('keeps its place also when it comes by where the workspace folder leads to', async () => {
    await write('disk/many/a.txt');
    await symlink(at('disk'), at('link'));
    open('link');

    await upload([at('disk/many/a.txt')]);

    assert.equal(await bench().read('many/a.txt'), 'disk/many/a.txt');
  });

  it('lands by name in the directory that it is sent to from the sidebar', async () => {
    await write('one/many/a.txt');
    open('one');
    const pickResources = () => Promise.resolve([vscode.Uri.file(at('one/many'))]);
    services.dispose();
    services = makeServices({ pickResources });
    const { origin, repository } = targetAt(bench().oxen.origin);
    const row = new RepositoryNode(new ServerNode(origin), repository, 'listed');

    await uploadHere.run(services, new BranchNode(row, 'main', 'unborn'));
    await upload([at('one/many/a.txt')], { directory: 'dropped', naming: 'by name' });

    assert.equal(await bench().read('many/a.txt'), 'one/many/a.txt');
    assert.equal(await bench().read('dropped/a.txt'), 'one/many/a.txt');
  });

  it('keeps its place when an interrupted upload goes on, whatever folders are open by then', async () => {
    await write('one/many/a.txt', 'one/b.txt');
    open('one');
    const proxy = await proxied(bench().oxen.origin);
    const held = proxy.hold('POST', /\/files\/$/);
    const target = targetAt(proxy.origin);
    const ending = services.uploads.start([at('one/many/a.txt'), at('one/b.txt')], target);
    await held.reached;
    await services.uploads.suspend();
    held.drop();
    await ending;
    const after = makeServices({}, { storage: services.storage });
    open('one/many');

    await after.uploads.resume(await onlyInterrupted(services));
    after.dispose();

    assert.equal(await bench().read('many/a.txt'), 'one/many/a.txt');
    assert.equal(await bench().read('b.txt'), 'one/b.txt');
  });

  interface Way {
    readonly directory?: string;
    readonly naming?: Naming;
  }

  async function upload(selection: readonly string[], { directory, naming }: Way = {}) {
    const target = targetAt(bench().oxen.origin, directory);
    return resultOf(await services.uploads.start(selection, target, naming));
  }

  /** As the workspace would be with these folders: to open a second one starts the extension host again. */
  function open(...names: readonly string[]): void {
    const folders = names.map((name, index) => ({
      uri: vscode.Uri.file(at(name)),
      name: path.basename(name),
      index,
    }));
    mock.restoreAll(); // of two, Node would put the first back, for the tests after this one
    mock.getter(vscode.workspace, 'workspaceFolders', () => folders);
  }

  async function write(...names: readonly string[]): Promise<void> {
    for (const name of names) {
      await mkdir(path.dirname(at(name)), { recursive: true });
      await writeFile(at(name), name);
    }
  }

  function at(name: string): string {
    return path.join(folder, name);
  }
});

function resultOf(ending: UploadEnding | undefined): string | undefined {
  return ending?.kind === 'ran' ? ending.receipt.result : ending?.kind;
}
