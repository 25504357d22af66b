import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mock } from 'node:test';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { useProxy } from '../contract/support/proxy';
import { startOxenServer, type RunningOxenServer } from '../oxen-server';
import { errorText } from '../../src/vscode/progress/closingWords';
import { logUploads } from '../../src/vscode/progress/uploadLog';
import type { UploadEnding } from '../../src/core/upload/process/ending';
import { makeServices, targetAt, type TestServices } from './support/services';
import { whenSo } from './support/whenSo';

const History = v.object({
  commits: v.array(v.object({ message: v.string(), author: v.string(), email: v.string() })),
});

describe('uploads', () => {
  const proxied = useProxy();
  const commit = vscode.workspace.getConfiguration('oxen.commit');
  let oxen: RunningOxenServer;
  let folder: string;
  let services: TestServices;

  before(() => setAuthor('Ox', 'ox@example.com'));
  beforeEach(async () => {
    oxen = await startOxenServer();
    oxen.createRepository('ox', 'cats');
    folder = mkdtempSync(path.join(tmpdir(), 'uploads-'));
    services = makeServices();
  });
  afterEach(async () => {
    services.dispose();
    await oxen.close();
    rmSync(folder, { recursive: true });
  });
  after(() => setAuthor(undefined, undefined));

  it('run one after the other to one repository, and are reviewed at once', async () => {
    const { uploads } = services;
    const proxy = await proxied(oxen.origin);
    const held = proxy.hold('POST', /\/files\/$/);
    const first = uploads.start([file('a.txt')], targetAt(proxy.origin));
    await held.reached;
    const second = uploads.start([file('b.txt')], targetAt(proxy.origin, 'data'));
    await whenSo(() => uploads.all[1]?.state === 'waiting', uploads);
    assert.equal(uploads.all[0]?.state, 'running');
    assert.deepEqual(services.asked, [
      'Upload 1 file (5 B) to ox/cats · main → a.txt · 1 new · your first upload to this branch',
      'Upload 1 file (5 B) to ox/cats · main → data/b.txt · 1 new · your first upload to this branch',
    ]);
    held.release();

    assert.deepEqual([resultOf(await first), resultOf(await second)], ['committed', 'committed']);
    assert.deepEqual(uploads.all, []);
    assert.deepEqual((await messages()).slice(0, 2), ['Upload b.txt', 'Upload a.txt']);
    assert.equal(await read('data/b.txt'), 'b.txt');
  });

  it('run at the same time to different repositories', async () => {
    const { uploads } = services;
    oxen.createRepository('ox', 'dogs');
    const proxy = await proxied(oxen.origin);
    const held = proxy.hold('PUT', /\/cats\/workspaces$/);
    const first = uploads.start([file('a.txt')], targetAt(proxy.origin));
    await held.reached;
    const dogs = { ...targetAt(proxy.origin), repository: { namespace: 'ox', name: 'dogs' } };

    assert.equal(resultOf(await uploads.start([file('b.txt')], dogs)), 'committed');

    assert.deepEqual(
      uploads.all.map(({ state }) => state),
      ['running'],
    );
    held.release();
    assert.equal(resultOf(await first), 'committed');
  });

  it('take nothing of what the headless command remembers', async () => {
    const before = process.env['XDG_STATE_HOME'];
    process.env['XDG_STATE_HOME'] = folder;
    try {
      mkdirSync(path.join(folder, 'oxen-upload'));
      file('oxen-upload/servers.json');
      file('a.txt');

      const ending = await services.uploads.start([folder], targetAt(oxen.origin));

      assert.ok(ending.kind === 'ran', JSON.stringify(ending));
      assert.deepEqual([ending.receipt.files.uploaded, ending.receipt.files.skipped], [1, 1]);
    } finally {
      if (before === undefined) delete process.env['XDG_STATE_HOME'];
      else process.env['XDG_STATE_HOME'] = before;
    }
  });

  it('are cancelled while they wait, and nothing of them is sent', async () => {
    const { uploads } = services;
    const proxy = await proxied(oxen.origin);
    const held = proxy.hold('POST', /\/files\/$/);
    const first = uploads.start([file('a.txt')], targetAt(proxy.origin));
    await held.reached;
    const second = uploads.start([file('b.txt')], targetAt(proxy.origin));
    await whenSo(() => uploads.all[1]?.state === 'waiting', uploads);

    uploads.all[1]?.cancel();

    assert.equal((await second).kind, 'cancelled');
    assert.deepEqual(await services.journals.unfinished().then((runs) => runs.length), 1);
    held.release();
    assert.equal(resultOf(await first), 'committed');
    assert.equal((await messages()).includes('Upload b.txt'), false);
  });

  it('remember their target, the last one first', async () => {
    const { targets, uploads } = services;
    await uploads.start([file('a.txt')], targetAt(oxen.origin));
    await uploads.start([file('a.txt')], targetAt(oxen.origin, 'data'));
    await uploads.start([file('a.txt')], targetAt(oxen.origin));

    assert.deepEqual(targets.current, targetAt(oxen.origin));
    assert.deepEqual(targets.recent, [targetAt(oxen.origin), targetAt(oxen.origin, 'data')]);
  });

  it('end with the reason when everything is ignored, and the log names it', async () => {
    const { mock: warned } = mock.method(services.log, 'warn');
    const logging = logUploads(services.uploads, services.log);
    file('.oxenignore', '*.txt\n');
    const ending = await services.uploads.start([file('a.txt')], targetAt(oxen.origin));
    logging.dispose();
    assert.match(String(ending.kind === 'broke' && ending.error), /Everything selected is ignored/);
    const warnings = warned.calls.map(({ arguments: [text] }) => text);
    assert.deepEqual(warnings, [`skipped: ${file('a.txt')}: ignored by .oxenignore`]);
  });

  it('end with where the proxy is set when that is no address', async () => {
    const http = vscode.workspace.getConfiguration('http');
    await http.update('proxy', 'two words', vscode.ConfigurationTarget.Global);
    try {
      const ending = await services.uploads.start([file('a.txt')], targetAt(oxen.origin));
      assert.ok(ending.kind === 'broke');
      assert.match(errorText(ending.error), /^The proxy address in the setting http\.proxy is not valid/);
    } finally {
      await http.update('proxy', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  describe('without an author in the settings', () => {
    const configured = process.env['OXEN_CONFIG_DIR'];
    beforeEach(() => {
      // Without what the machine knows of its user.
      process.env['OXEN_CONFIG_DIR'] = folder;
      execFileSync('git', ['init', '-q', folder]);
      execFileSync('git', ['-C', folder, 'config', 'user.name', 'Ada']);
      execFileSync('git', ['-C', folder, 'config', 'user.email', 'ada@example.org']);
      file('a.txt');
    });
    afterEach(async () => {
      await setAuthor('Ox', 'ox@example.com');
      if (configured === undefined) delete process.env['OXEN_CONFIG_DIR'];
      else process.env['OXEN_CONFIG_DIR'] = configured;
    });

    it('are by whom git names in the selected folder', async () => {
      await setAuthor(undefined, undefined);
      assert.equal(resultOf(await services.uploads.start([folder], targetAt(oxen.origin))), 'committed');
      assert.equal(await author(), 'Ada <ada@example.org>');
    });

    it('ask for the e-mail address when only the name is set, and git knows somebody else', async () => {
      await setAuthor('Bob', undefined);
      services.dispose();
      const offered: string[] = [];
      services = makeServices(
        {},
        {
          review: (review) => {
            for (const text of [undefined, undefined, 'bob@example.org']) {
              offered.push(review.content().text);
              if (text !== undefined) review.write(text);
              review.accept();
            }
          },
        },
      );

      await services.uploads.start([folder], targetAt(oxen.origin));

      assert.deepEqual(offered, [`Upload ${path.basename(folder)}`, 'Bob', '']);
      assert.equal(await author(), 'Bob <bob@example.org>');
    });
  });

  function file(name: string, content = name): string {
    const at = path.join(folder, name);
    writeFileSync(at, content);
    return at;
  }

  async function read(at: string): Promise<string> {
    return (await fetch(`${oxen.origin}/api/repos/ox/cats/file/main/${at}`)).text();
  }

  async function setAuthor(author: string | undefined, email: string | undefined): Promise<void> {
    await commit.update('author', author, vscode.ConfigurationTarget.Global);
    await commit.update('email', email, vscode.ConfigurationTarget.Global);
  }

  async function history() {
    const reply = await fetch(`${oxen.origin}/api/repos/ox/cats/commits/history/main`);
    return v.parse(History, await reply.json()).commits;
  }

  async function messages(): Promise<(string | undefined)[]> {
    return (await history()).map(({ message }) => message.split('\n')[0]);
  }

  /** Of the last commit. */
  async function author(): Promise<string> {
    const [last] = await history();
    return `${last?.author ?? ''} <${last?.email ?? ''}>`;
  }
});

function resultOf(ending: UploadEnding | undefined): string | undefined {
  return ending?.kind === 'ran' ? ending.receipt.result : ending?.kind;
}
