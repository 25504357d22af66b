import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import * as v from 'valibot';
import { CommitId } from '../../src/core/oxen/ids';
import { parseOrigin } from '../../src/core/oxen/address';
import { uriParts } from '../../src/vscode/remoteFiles/location';
import { useProxy } from '../contract/support/proxy';
import { type RunningOxenServer, startOxenServer } from '../oxen-server';
import { commitEmptyFiles, commitFiles } from '../support/commitFiles';
import { setServers } from './support/sources';

const oddNames = [
  'with space.txt',
  'umlaut ü NFC.txt'.normalize('NFC'),
  'umlaut ü NFD.txt'.normalize('NFD'),
  'percent %20 100%.txt',
  'plus + and & =.txt',
  'hash # mark.txt',
  'question ? mark.txt',
  'emoji 🐂.txt',
  'quote " and \' and ;.txt',
  'brackets [x] {y}.txt',
  'dir #1/deep %2F/c.txt',
];

/** Against the extension as it is activated: the scheme `oxen` is its own. */
describe('the read-only file system', () => {
  const proxied = useProxy();
  const repository = { namespace: 'ox', name: 'cats' };
  let oxen: RunningOxenServer;
  let commit: string;

  before(async () => {
    oxen = await startOxenServer();
    const files = Object.fromEntries(oddNames.map((name) => [name, `content of ${name}`]));
    const image = Buffer.from('89504e470d0a1a0a', 'hex');
    const large = new Uint8Array(26e6);
    const cats = oxen.createRepository('ox', 'cats');
    commit = await commitFiles(cats, { ...files, 'a.png': image, 'l.bin': large });
    await vscode.extensions.getExtension('oxen-upload.oxen-upload')?.activate();
    await setServers([oxen.origin]);
  });
  after(async () => {
    await setServers([]);
    await oxen.close();
  });

  function uri(path: string, { origin = oxen.origin, at = commit } = {}): vscode.Uri {
    return vscode.Uri.from(
      uriParts({ origin: parseOrigin(origin), repository, commit: v.parse(CommitId, at), path }),
    );
  }

  for (const name of oddNames) {
    it(`opens ${name}, also by the text of its URI`, async () => {
      const opened = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri(name).toString(), true));

      assert.equal(opened.getText(), `content of ${name}`);
    });
  }

  it('tells size, kind and time, and lists directories', async () => {
    const stat = await vscode.workspace.fs.stat(uri('a.png'));
    assert.equal(stat.size, 8);
    assert.equal(stat.type, vscode.FileType.File);
    assert.equal(stat.permissions, vscode.FilePermission.Readonly);
    assert.ok(Math.abs(stat.mtime - Date.now()) < 60_000);
    assert.equal((await vscode.workspace.fs.stat(uri('dir #1'))).type, vscode.FileType.Directory);
    assert.deepEqual(await vscode.workspace.fs.readDirectory(uri('dir #1')), [
      ['deep %2F', vscode.FileType.Directory],
    ]);
    assert.equal((await vscode.workspace.fs.readDirectory(uri(''))).length, oddNames.length + 2);
  });

  it('shows the commit that it names, whatever came after it', async () => {
    const cats = oxen.repository('ox', 'cats');
    assert.ok(cats);
    await commitFiles(cats, { 'with space.txt': 'changed' });

    const bytes = await vscode.workspace.fs.readFile(uri('with space.txt'));

    assert.equal(Buffer.from(bytes).toString(), 'content of with space.txt');
  });

  it('takes nothing', async () => {
    assert.equal(vscode.workspace.fs.isWritableFileSystem('oxen'), false);
    await assert.rejects(async () => vscode.workspace.fs.writeFile(uri('with space.txt'), Buffer.from('x')));
    await assert.rejects(async () => vscode.workspace.fs.delete(uri('with space.txt')));
  });

  it('says that a file is not there only when it is not', async () => {
    await rejectsWith(uri('missing.txt'), 'FileNotFound');
    await rejectsWith(uri('a.png', { at: '123abc' }), 'FileNotFound');
  });

  it('waits while the server is busy', async () => {
    const proxy = await proxied(oxen.origin);
    await setServers([oxen.origin, proxy.origin]);
    const busy = { status: 429, headers: { 'retry-after': '1' }, body: '' };
    proxy.on('GET', /\/file\//, (call) => call.answer(busy), { times: 2 });

    const bytes = await vscode.workspace.fs.readFile(uri('a.png', { origin: proxy.origin }));

    assert.equal(bytes.byteLength, 8);
  });

  it('does not open a file that is too large, and says what to do instead', async () => {
    await rejectsWith(uri('l.bin'), 'Unavailable', /too large to open here \(limit 25 MB\).*Download to…/);
  });

  it('asks no server that the user is not connected to', async () => {
    const other = await startOxenServer();
    try {
      await rejectsWith(uri('a.png', { origin: other.origin }), 'NoPermissions', /You are not connected to/);
      assert.deepEqual(other.requests, []);
    } finally {
      await other.close();
    }
  });

  it('lists a directory of 5 000 files whole', async () => {
    const many = oxen.createRepository('ox', 'many');
    const names = Array.from({ length: 5000 }, (_, index) => `f${index}`);
    await commitEmptyFiles(many, names);
    const location = { origin: parseOrigin(oxen.origin), repository: { namespace: 'ox', name: 'many' } };
    const head = v.parse(CommitId, many.branches.get('main')?.commit_id);

    const root = vscode.Uri.from(uriParts({ ...location, commit: head, path: '' }));

    assert.equal((await vscode.workspace.fs.readDirectory(root)).length, 5000);
  });
});

async function rejectsWith(uri: vscode.Uri, code: string, words = /./): Promise<void> {
  await assert.rejects(
    async () => vscode.workspace.fs.readFile(uri),
    (error) => error instanceof vscode.FileSystemError && error.code === code && words.test(error.message),
  );
}
