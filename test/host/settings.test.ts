import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import manifest from '../../package.json';
import { SYMLINKS } from '../../src/core/files/scan/symlinks';
import { ENGINE_NAMES } from '../../src/core/upload/engines/list';
import { makeServices, type TestServices } from './support/services';

describe('the settings', () => {
  let services: TestServices;
  const set = (name: string, value: unknown) =>
    vscode.workspace.getConfiguration('oxen').update(name, value, vscode.ConfigurationTarget.Global);

  before(() => {
    services = makeServices();
  });
  after(async () => {
    await set('servers', undefined);
    services.dispose();
  });

  it('do not let a folder name servers', async () => {
    const update = vscode.workspace
      .getConfiguration('oxen')
      .update('servers', ['https://evil.example'], vscode.ConfigurationTarget.Workspace);
    await assert.rejects(async () => await update, /only into User settings/);
  });

  it('leave out what is no address, and what is there twice', async () => {
    await set('servers', [
      'localhost:3000',
      'ftp://x',
      '',
      'http://localhost:3000/',
      'https://hub.oxen.ai:443/',
      'https://hub.oxen.ai',
    ]);
    assert.deepEqual(services.settings.servers, ['http://localhost:3000', 'https://hub.oxen.ai']);
  });

  it('tell when the servers change', async () => {
    const changed = new Promise((resolve) => services.settings.onDidChangeServers(resolve));
    await set('servers', ['https://hub.oxen.ai']);
    await changed;
  });

  it('offer the engines that there are', () => {
    const offered = manifest.contributes.configuration.properties['oxen.engine'].enum;
    assert.deepEqual(new Set(offered), new Set(['auto', ...ENGINE_NAMES]));
  });

  it('offer what can be done with symbolic links, and skip them at first', () => {
    const offered = manifest.contributes.configuration.properties['oxen.upload.symlinks'].enum;
    assert.deepEqual(offered, [...SYMLINKS]);
    assert.deepEqual([services.settings.symlinks, services.settings.useGitignore], ['skip', false]);
  });

  it('take a bandwidth with its unit, and leave out what is none', async () => {
    const changed = new Promise<void>((resolve) => services.settings.onDidChangeRate(resolve));
    assert.equal(services.settings.limitRate, undefined);
    await set('upload.limitRate', '1.5 MB/s');
    await changed;
    assert.equal(services.settings.limitRate, 1_500_000);
    await set('upload.limitRate', 'fast');
    assert.equal(services.settings.limitRate, undefined);
    await set('upload.limitRate', undefined);
  });

  it('find the number of requests out unless one is set', async () => {
    assert.equal(services.settings.concurrency, undefined);
    await set('upload.concurrency', 3);
    assert.equal(services.settings.concurrency, 3);
    await set('upload.concurrency', undefined);
  });

  it('take proxy and certificates from those of VS Code', () => {
    assert.deepEqual(services.settings.network, { proxy: undefined, noProxy: [], strictSsl: true });
  });
});
