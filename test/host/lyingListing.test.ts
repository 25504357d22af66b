import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { CommitId } from '../../src/core/oxen/ids';
import { UserError } from '../../src/core/userError';
import { chooseLocalFile } from '../../src/vscode/choosing/chooseLocalFile';
import { copyPath } from '../../src/vscode/commands/copyPath';
import { downloadFile } from '../../src/vscode/commands/downloadFile';
import type { SaveQuestion } from '../../src/vscode/prompts/fileDialogs';
import { uriParts } from '../../src/vscode/remoteFiles/location';
import { FileNode, placeOf } from '../../src/vscode/views/nodes';
import { useProxy } from '../contract/support/proxy';
import { type RunningOxenServer, startOxenServer } from '../oxen-server';
import { commitFiles } from '../support/commitFiles';
import { nodeAt, rowsOf, tooltipOf } from './support/rows';
import { makeServices, type TestServices } from './support/services';
import { setServers } from './support/sources';

const LINK = '[Sign in](command:workbench.action.quit)';
const Page = v.looseObject({ entries: v.tuple([v.looseObject({ filename: v.string() })]) });

describe('A listing that lies', () => {
  const proxied = useProxy();
  const offered: SaveQuestion[] = [];
  let oxen: RunningOxenServer;
  let origin: string;
  let services: TestServices;
  let names: readonly string[] = [];
  let commit: string;

  beforeEach(async () => {
    oxen = await startOxenServer();
    const message = `Cats ${LINK} $(check)\n\nUpload-Id: 1`;
    commit = await commitFiles(oxen.createRepository('ox', 'cats'), { 'honest.txt': 'content' }, { message });
    const proxy = await proxied(oxen.origin);
    origin = proxy.origin;
    proxy.on('GET', /\/dir\//, async (call) => {
      const reply = await call.forward();
      const page = v.parse(Page, JSON.parse(String(reply.body)));
      const entries = names.map((filename) => ({ ...page.entries[0], filename }));
      call.answer({ ...reply, body: JSON.stringify({ ...page, entries, total_entries: entries.length }) });
    });
    offered.length = 0;
    services = makeServices({
      pickNewFile: (question) => {
        offered.push(question);
        return Promise.resolve(undefined);
      },
    });
    await setServers([origin]);
  });
  afterEach(async () => {
    services.dispose();
    await setServers([]);
    await oxen.close();
  });

  it('has no way out of the directory in it, and says what it left out', async () => {
    names = ['..', '../../up.txt', '/etc/passwd', '.', '', 'a\\b.txt'];

    assert.deepEqual(await rowsOf(services.repositories, await root()), [
      ...['up.txt (7 B)', 'passwd (7 B)', 'a\\b.txt (7 B)'],
      '3 entries are not shown: names like “..” are not valid.',
    ]);
    const place = { ...placeOf(await root()), commit: v.parse(CommitId, commit), path: '' };
    const listed = await vscode.workspace.fs.readDirectory(vscode.Uri.from(uriParts(place)));
    assert.deepEqual(
      listed.map(([name]) => name),
      ['up.txt', 'passwd', 'a\\b.txt'],
    );
  });

  it('shows names and commits as text, one row each', async () => {
    names = [`${LINK} $(check)`, 'twice', 'twice', 'a\n\u202efdp.exe', 'x'.repeat(5000)];

    const rows = await rowsOf(services.repositories, await root());

    assert.deepEqual(rows.slice(0, 3), [
      '[Sign in] (command:workbench.action.quit) $ (check) (7 B)',
      'twice (7 B)',
      'a\\n\\u202efdp.exe (7 B)',
    ]);
    assert.equal(rows.length, 4);
    assert.ok((rows[3] ?? '').length < 400);
    const file = await nodeAt(services.repositories, host(), 'ox/cats', 'main', 'twice');
    assert.deepEqual(tooltipOf(services.repositories, file).split('\n').slice(0, 2), [
      'twice · 7 B',
      `${commit.slice(0, 7)} Cats [Sign in] (command:workbench.action.quit) $ (check)`,
    ]);
  });

  it('makes no two rows of one id, whatever a name pretends to be', async () => {
    names = ['a', 'a\nfile b', 'b'];

    const nodes = await services.repositories.getChildren(await root());

    const ids = nodes.map((node) => services.repositories.getTreeItem(node).id);
    assert.equal(new Set(ids).size, 3);
  });

  for (const [listed, name] of [
    ['../../../.bashrc', '.bashrc'],
    ['..\\..\\evil.bat', 'evil.bat'],
    ['a\nb', 'a_b'],
  ] as const) {
    it(`has Download to… offer ${name} for ${JSON.stringify(listed)}`, async () => {
      await downloadFile.run(services, await fileListedAs(listed));

      assert.deepEqual(
        offered.map((question) => question.name),
        [name],
      );
    });
  }

  it('has Download to… offer nothing for a name that is none', async () => {
    await assert.rejects(async () => downloadFile.run(services, await fileListedAs('..\\..')), UserError);

    assert.deepEqual(offered, []);
  });

  it('has Compare with Local look in no other folder', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
    const outside = mkdtempSync(path.join(tmpdir(), 'outside-'));
    try {
      const way = path.relative(folder, outside);
      for (const listed of [`${way}/a.txt`, `${way}/a.txt`.replaceAll('/', '\\'), `${outside}/a.txt`])
        await assert.rejects(chooseLocalFile(listed, services), UserError);
    } finally {
      rmSync(outside, { recursive: true });
    }
  });

  it('has Copy Path copy no line break, after which a terminal would run what follows', async () => {
    await vscode.env.clipboard.writeText('before');

    await assert.rejects(async () => copyPath.run(services, await fileListedAs('a\nrm -rf ~')), UserError);

    assert.equal(await vscode.env.clipboard.readText(), 'before');
  });

  async function fileListedAs(filename: string): Promise<FileNode> {
    names = [filename];
    const [node] = await services.repositories.getChildren(await root());
    assert.ok(node instanceof FileNode);
    return node;
  }

  async function root() {
    const node = await nodeAt(services.repositories, host(), 'ox/cats', 'main');
    assert.ok(node.kind === 'branch');
    return node;
  }

  function host(): string {
    return new URL(origin).host;
  }
});
