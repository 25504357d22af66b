import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../src/core/userError';
import { takeDropped } from '../../src/vscode/views/dropped';

describe('what is dropped', () => {
  let storage: string;

  beforeEach(async () => {
    storage = await mkdtemp(join(tmpdir(), 'oxen-drop-'));
  });
  afterEach(() => rm(storage, { recursive: true }));

  it('from the Explorer has paths, and is taken where it lies', async () => {
    const list = ['/w/a b.txt', '/w/ü#1', '/w/100%.txt'].map((path) => vscode.Uri.file(path).toString());

    const { paths } = await takeDropped(transferOf(list.join('\r\n')), storage);

    assert.deepEqual(paths, ['/w/a b.txt', '/w/ü#1', '/w/100%.txt']);
    assert.deepEqual(await readdir(storage), []);
  });

  it('from the desktop of this machine has paths, with the list or without it', async () => {
    const uri = vscode.Uri.file('/home/ox/a.txt');
    const files = [fileItem('a.txt', 'not read', uri)];

    assert.deepEqual((await takeDropped(transferOf('', files), storage)).paths, ['/home/ox/a.txt']);
    assert.deepEqual((await takeDropped(transferOf(`${uri.toString()}\n`, files), storage)).paths, [
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

    const dropped = await takeDropped(transferOf(elsewhere.toString(), files), storage);

    const contents = await Promise.all(dropped.paths.map((path) => readFile(path, 'utf8')));
    assert.deepEqual(contents, ['alpha', 'beta', 'other']);
    assert.deepEqual(
      dropped.paths.map((path) => path.split('/').at(-1)),
      ['a.txt', 'b.txt', 'a.txt'],
    );
    await dropped.tidyUp();
    assert.deepEqual(await readdir(storage), []);
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
      takeDropped(transfer, storage),
      (error) => error instanceof UserError && words.test(error.message) && error.advice !== undefined,
    );
  }
});

function transferOf(list: string, files: readonly vscode.DataTransferItem[] = []): vscode.DataTransfer {
  const transfer = new vscode.DataTransfer();
  if (list !== '') transfer.set('text/uri-list', new vscode.DataTransferItem(list));
  for (const [index, file] of files.entries()) transfer.set(`test/${index}`, file);
  return transfer;
}

/** A dropped file as VS Code passes it; without content it is a folder. */
function fileItem(
  name: string,
  content: string | Uint8Array | undefined,
  uri?: vscode.Uri,
): vscode.DataTransferItem {
  const data = () =>
    content === undefined ? Promise.reject(new Error('no such file')) : Promise.resolve(Buffer.from(content));
  const file = { name, data, ...(uri && { uri }) };
  return Object.assign(new vscode.DataTransferItem(''), { asFile: () => file });
}
