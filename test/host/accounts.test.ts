import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { parseOrigin } from '../../src/core/oxen/address';
import { keyNeed, requireAccess } from '../../src/vscode/choosing/access';
import { connect } from '../../src/vscode/choosing/connect';
import { startOxenServer } from '../oxen-server';
import { makeServices } from './support/services';

const REMOTE = parseOrigin('http://oxen.example');

describe('accounts', () => {
  it('keep a key for its own server, list the server, and forget both', async function () {
    this.timeout(60_000); // the first write of user settings waits until the workbench has started: 9 s on a busy machine
    const { accounts, dispose } = makeServices();
    const hub = parseOrigin('https://hub.oxen.ai');

    await accounts.add(hub, 'a-key');
    assert.equal(await accounts.key(hub), 'a-key');
    assert.equal(await accounts.key(parseOrigin('https://hub.oxen.ai:444')), undefined);
    assert.ok(accounts.isKnown(hub));

    await accounts.remove(hub);
    assert.equal(await accounts.key(hub), undefined);
    assert.equal(accounts.isKnown(hub), false);
    dispose();
  });

  it('reach another machine over plain http after one explicit yes', async () => {
    const { accounts, asked, dispose } = makeServices();
    await accounts.open(REMOTE, 'a-key');
    await accounts.open(REMOTE, 'a-key');
    await accounts.open(parseOrigin('http://localhost:3000'), 'a-key');
    assert.deepEqual(asked, ['Use plain HTTP for http://oxen.example?']);
    dispose();
  });

  it('do not reach it at all after a no', async () => {
    const { accounts, dispose } = makeServices({ confirm: () => Promise.resolve(false) });
    await assert.rejects(accounts.open(REMOTE, undefined), vscode.CancellationError);
    dispose();
  });

  it('find out whether a server takes keys', async () => {
    const { accounts, dispose } = makeServices();
    const { signal } = new AbortController();
    const closed = await startOxenServer({ keys: ['a-key'] });
    const open = await startOxenServer();
    const at = (origin: string, key?: string) => accounts.open(parseOrigin(origin), key);

    assert.equal(await keyNeed(await at(closed.origin), signal), 'required');
    assert.equal(await keyNeed(await at(open.origin), signal), 'not asked for');
    await requireAccess(await at(closed.origin, 'a-key'), signal);
    await assert.rejects(requireAccess(await at(closed.origin, 'wrong'), signal), /did not accept the key/);

    await Promise.all([closed.close(), open.close()]);
    dispose();
  });

  it('are made without asking for a key where a server does without, but keep one that is given once more', async () => {
    const open = await startOxenServer();
    const asked: string[] = [];
    const services = makeServices({
      pick: ({ choices }) => Promise.resolve(choices.at(-1)?.value), // Other…
      askText: async (question) => {
        asked.push(question.title);
        const text = question.title.startsWith('Key') ? 'a-key' : open.origin;
        return await question.read(text, new AbortController().signal);
      },
    });
    const origin = parseOrigin(open.origin);

    assert.deepEqual(await connect(services), { origin, key: 'none' });
    assert.deepEqual(asked, ['Connect to a Server']);
    assert.deepEqual(await connect(services), { origin, key: 'unchecked' });
    assert.deepEqual(asked.slice(1), ['Connect to a Server', `Key for ${origin}`]);
    assert.equal(await services.accounts.key(origin), 'a-key');

    await services.accounts.remove(origin);
    services.dispose();
    await open.close();
  });
});
