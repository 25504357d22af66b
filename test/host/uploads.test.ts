import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mock } from 'node:test';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { startOxenServer, type RunningOxenServer } from '../oxen-server';
import { errorText } from '../../src/vscode/progress/closingWords';
import { logUploads } from '../../src/vscode/progress/uploadLog';
import type { UploadOutcome } from '../../src/core/upload/upload';
import { makeServices, targetAt, type TestServices } from './support/services';

const History = v.object({
  commits: v.array(v.object({ message: v.string(), author: v.string(), email: v.string() })),
});

describe('uploads', () => {
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

  it('run one after the other', async () => {
    const { uploads } = services;
    const first = uploads.start([file('a.txt')], targetAt(oxen.origin));
    await until(() => uploads.all.length === 1);
    const second = uploads.start([file('b.txt')], targetAt(oxen.origin, 'data'));
    await until(() => uploads.all.length === 2);
    assert.deepEqual(
      uploads.all.map(({ state }) => state),
      ['running', 'queued'],
    );

    assert.deepEqual([resultOf(await first), resultOf(await second)], ['committed', 'committed']);
    assert.deepEqual(uploads.all, []);
    assert.deepEqual((await messages()).slice(0, 2), ['Upload b.txt', 'Upload a.txt']);
    assert.equal(await read('data/b.txt'), 'b.txt');
  });

  it('take nothing of what the headless command remembers', async () => {
    const before = process.env['XDG_STATE_HOME'];
    process.env['XDG_STATE_HOME'] = folder;
    try {
      mkdirSync(path.join(folder, 'oxen-upload'));
      file('oxen-upload/servers.json');
      file('a.txt');

      const ending = await services.uploads.start([folder], targetAt(oxen.origin));

      assert.ok(ending?.kind === 'ran', JSON.stringify(ending));
      assert.deepEqual([ending.receipt.files.uploaded, ending.receipt.files.skipped], [1, 1]);
    } finally {
      if (before === undefined) delete process.env['XDG_STATE_HOME'];
      else process.env['XDG_STATE_HOME'] = before;
    }
  });

  it('are cancelled while they wait, without a word to the server', async () => {
    const { uploads } = services;
    const first = uploads.start([file('a.txt')], targetAt(oxen.origin));
    await until(() => uploads.all.length === 1);
    const second = uploads.start([file('b.txt')], targetAt(oxen.origin));
    await until(() => uploads.all.length === 2);

    uploads.all[1]?.cancel();

    assert.deepEqual(await second, { kind: 'cancelled' });
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

  it('send nothing when a file would be replaced and that is not wanted', async () => {
    await services.uploads.start([file('a.txt')], targetAt(oxen.origin));
    services.dispose();
    const questions: string[] = [];
    services = makeServices({
      confirm: ({ message, detail = [] }) => {
        questions.push([message, ...detail].join(' '));
        return Promise.resolve(false);
      },
    });

    const ending = await services.uploads.start([file('a.txt', 'other')], targetAt(oxen.origin));

    assert.equal(ending?.kind, 'cancelled');
    assert.deepEqual(questions, ['1 file on ox/cats · main will be replaced. a.txt']);
    assert.equal(await read('a.txt'), 'a.txt');
  });

  it('ask nothing when there is nothing to send', async () => {
    await services.uploads.start([file('a.txt')], targetAt(oxen.origin));
    services.asked.length = 0;

    const ending = await services.uploads.start([file('a.txt')], targetAt(oxen.origin));

    assert.equal(ending?.kind, 'nothing sent');
    assert.deepEqual(services.asked, []);
  });

  it('end with the reason when everything is ignored, and the log names it', async () => {
    const { mock: warned } = mock.method(services.log, 'warn');
    const logging = logUploads(services.uploads, services.log);
    file('.oxenignore', '*.txt\n');
    const ending = await services.uploads.start([file('a.txt')], targetAt(oxen.origin));
    logging.dispose();
    assert.match(String(ending?.kind === 'broke' && ending.error), /Everything selected is ignored/);
    const warnings = warned.calls.map(({ arguments: [text] }) => text);
    assert.deepEqual(warnings, [`skipped: ${file('a.txt')}: ignored by .oxenignore`]);
  });

  it('end with where the proxy is set when that is no address', async () => {
    const http = vscode.workspace.getConfiguration('http');
    await http.update('proxy', 'two words', vscode.ConfigurationTarget.Global);
    try {
      const ending = await services.uploads.start([file('a.txt')], targetAt(oxen.origin));
      assert.ok(ending?.kind === 'broke');
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
      services = makeServices({
        askText: async (question) => {
          const { prompt, value = '' } = question;
          offered.push(value);
          return await question.read(prompt.includes('e-mail') ? 'bob@example.org' : value, neverAborted());
        },
      });

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

function resultOf(ending: UploadOutcome | undefined): string | undefined {
  return ending?.kind === 'ran' ? ending.receipt.result : ending?.kind;
}

function neverAborted(): AbortSignal {
  return new AbortController().signal;
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}
