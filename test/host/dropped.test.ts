import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../src/core/userError';
import { Journals } from '../../src/core/upload/journal/journals';
import { takeDropped } from '../../src/vscode/views/drop/dropped';
import { DroppedFolders } from '../../src/vscode/views/drop/droppedFolders';
import { fileItem, transferOf } from './support/transfer';

describe('what is dropped', () => {
  let storage: string;
  let folders: DroppedFolders;

  beforeEach(async () => {
    storage = await mkdtemp(join(tmpdir(), 'oxen-drop-'));
    folders = new DroppedFolders(storage, new Journals(join(storage, 'runs')));
  });
  afterEach(() => rm(storage, { recursive: true }));

  it('from the Explorer has paths, and is taken where it lies', async () => {
    const list = ['/w/a b.txt', '/w/ü#1', '/w/100%.txt'].map((path) => vscode.Uri.file(path).toString());

    const { paths } = await takeDropped(transferOf(list.join('\r\n')), folders);

    assert.deepEqual(paths, ['/w/a b.txt', '/w/ü#1', '/w/100%.txt']);
    assert.deepEqual(await readdir(storage), []);
  });

  it('from the desktop of this machine has paths, with the list or without it', async () => {
    const uri = vscode.Uri.file('/home/ox/a.txt');
    const files = [fileItem('a.txt', 'not read', uri)];

    assert.deepEqual((await takeDropped(transferOf('', files), folders)).paths, ['/home/ox/a.txt']);
    assert.deepEqual((await takeDropped(transferOf(`${uri.toString()}\n`, files), folders)).paths, [
      '/home/ox/a.txt',
    ]);
  });

  it('from the desktop of another machine is written down until it is uploaded', async () => {
    const elsewhere = vscode.Uri.from({ scheme: 'vscode-local', path: '/home/ox/b.txt' });
    const files = [
      fileItem('a.txt', 'alpha'),
      fileItem('b.txt', 'beta', elsewhere),
      fileItem('a.txt', 'other'),
    ];

    const dropped = await takeDropped(transferOf(elsewhere.toString(), files), folders);

    const contents = await Promise.all(dropped.paths.map((path) => readFile(path, 'utf8')));
    assert.deepEqual(contents, ['alpha', 'beta', 'other']);
    assert.deepEqual(
      dropped.paths.map((path) => path.split('/').at(-1)),
      ['a.txt', 'b.txt', 'a.txt'],
    );
    await dropped.leave();
    assert.deepEqual(await readdir(storage), []);
  });

  it('is copied for its owner only, and is what is uploaded of the extension’s own', async () => {
    const mask = process.umask(0);
    try {
      const dropped = await takeDropped(transferOf('', [fileItem('a.txt', 'alpha')]), folders);

      const [path = ''] = dropped.paths;
      const above = [dirname(path), dirname(dirname(path))];
      const modes = await Promise.all([path, ...above].map(async (each) => (await stat(each)).mode & 0o777));
      assert.deepEqual(modes, [0o600, 0o700, 0o700]);
      assert.deepEqual(folders.ownState([path]), []);
      for (const selection of [[storage], above, [path, join(storage, 'servers.json')], ['/home/ox']])
        assert.deepEqual(folders.ownState(selection), [storage]);
      await dropped.leave();
    } finally {
      process.umask(mask);
    }
  });

  it('says what is in the way when it cannot be copied', async () => {
    await writeFile(join(storage, 'file'), '');
    folders = new DroppedFolders(join(storage, 'file'), new Journals(join(storage, 'runs')));

    await refused(
      transferOf('', [fileItem('a.txt', 'alpha')]),
      /^The dropped files cannot be copied here: \S+ is not a folder/,
    );
  });

  it('is refused when it is a folder without a path, and nothing of it stays', async () => {
    const files = [fileItem('a.txt', 'alpha'), fileItem('photos', undefined)];

    await refused(transferOf('', files), /photos is a folder, or cannot be read/);

    assert.deepEqual(await readdir(storage), []);
  });

  it('is refused when it is too large to come without a path', async () => {
    await refused(
      transferOf('', [fileItem('big.bin', new Uint8Array(101e6))]),
      /big\.bin has 101 MB.*at most 100 MB/,
    );
  });

  it('is refused when it is no file on disk', async () => {
    await refused(transferOf('untitled:Untitled-1'), /not a file on disk/);
    await refused(transferOf(''), /Nothing is selected/);
  });

  async function refused(transfer: vscode.DataTransfer, words: RegExp): Promise<void> {
    await assert.rejects(
      takeDropped(transfer, folders),
      (error) => error instanceof UserError && words.test(error.message) && error.advice !== undefined,
    );
  }
});
