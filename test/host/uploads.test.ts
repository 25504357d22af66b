import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { startOxenServer, type RunningOxenServer } from '../oxen-server';
import type { Ending } from '../../src/vscode/upload';
import { makeServices, targetAt } from './support/services';

const History = v.object({ commits: v.array(v.object({ message: v.string() })) });

describe('uploads', () => {
  const commit = vscode.workspace.getConfiguration('oxen.commit');
  let oxen: RunningOxenServer;
  let folder: string;
  let services: ReturnType<typeof makeServices>;

  before(async () => {
    await commit.update('author', 'Ox', vscode.ConfigurationTarget.Global);
    await commit.update('email', 'ox@example.com', vscode.ConfigurationTarget.Global);
  });
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
  after(async () => {
    await commit.update('author', undefined, vscode.ConfigurationTarget.Global);
    await commit.update('email', undefined, vscode.ConfigurationTarget.Global);
  });

  it('run one after the other', async () => {
    const { uploads } = services;
    const first = uploads.start([file('a.txt')], targetAt(oxen.origin));
    await until(() => uploads.all.length === 1);
    const second = uploads.start([file('b.txt')], targetAt(oxen.origin, 'data'));
    await until(() => uploads.all.length === 2);
    assert.deepEqual(
      uploads.all.map(({ state }) => state),
      ['running', 'waiting'],
    );

    assert.deepEqual([resultOf(await first), resultOf(await second)], ['committed', 'committed']);
    assert.deepEqual(uploads.all, []);
    assert.deepEqual((await messages()).slice(0, 2), ['Upload b.txt', 'Upload a.txt']);
    assert.equal(await read('data/b.txt'), 'b.txt');
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
      confirm: ({ message, detail }) => {
        questions.push(`${message} ${detail ?? ''}`);
        return Promise.resolve(false);
      },
    });

    const ending = await services.uploads.start([file('a.txt', 'other')], targetAt(oxen.origin));

    assert.deepEqual(ending, { kind: 'cancelled' });
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

  it('end with the reason when everything is ignored', async () => {
    file('.oxenignore', '*.txt\n');
    const ending = await services.uploads.start([file('a.txt')], targetAt(oxen.origin));
    assert.match(String(ending?.kind === 'broke' && ending.error), /Everything selected is ignored/);
  });

  it('keep paths relative to the folder that was chosen, and say so when a file is outside', async () => {
    const { targets, uploads } = services;
    await targets.setKeepRelativeTo(path.dirname(folder));
    assert.equal(resultOf(await uploads.start([file('a.txt')], targetAt(oxen.origin))), 'committed');
    assert.equal(await read(`${path.basename(folder)}/a.txt`), 'a.txt');

    await targets.setKeepRelativeTo(path.join(folder, 'elsewhere'));
    const ending = await uploads.start([file('a.txt')], targetAt(oxen.origin));
    assert.match(String(ending?.kind === 'broke' && ending.error), /lies outside/);
  });

  function file(name: string, content = name): string {
    const at = path.join(folder, name);
    writeFileSync(at, content);
    return at;
  }

  async function read(at: string): Promise<string> {
    return (await fetch(`${oxen.origin}/api/repos/ox/cats/file/main/${at}`)).text();
  }

  async function messages(): Promise<(string | undefined)[]> {
    const reply = await fetch(`${oxen.origin}/api/repos/ox/cats/commits/history/main`);
    const { commits } = v.parse(History, await reply.json());
    return commits.map(({ message }) => message.split('\n')[0]);
  }
});

function resultOf(ending: Ending | undefined): string | undefined {
  return ending?.kind === 'ran' ? ending.receipt.result : ending?.kind;
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}
