import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { startOxenServer } from '../oxen-server';
import { makeServices, targetAt } from './support/services';

describe('where VS Code’s storage cannot be written', () => {
  let folder: string;
  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'oxen-unwritable-'));
    await setAuthor('Ox', 'ox@example.com');
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true });
    await setAuthor(undefined, undefined);
  });

  it('an upload is whole, and says once that it cannot be resumed', async () => {
    const oxen = await startOxenServer();
    oxen.createRepository('ox', 'cats');
    for (const name of ['a.txt', 'storage']) writeFileSync(path.join(folder, name), name);
    const warned: string[] = [];
    const services = makeServices(
      { warn: (text) => warned.push(text) },
      { storage: path.join(folder, 'storage') },
    );
    try {
      const ending = await services.uploads.start([path.join(folder, 'a.txt')], targetAt(oxen.origin));

      assert.ok(ending.kind === 'ran', JSON.stringify(ending));
      assert.equal(ending.receipt.result, 'committed');
      assert.equal(warned.length, 1);
      assert.match(
        warned[0] ?? '',
        /^This upload cannot be resumed if it is interrupted: .*runs is not a folder/,
      );
    } finally {
      services.dispose();
      await oxen.close();
    }
  });

  async function setAuthor(author: string | undefined, email: string | undefined): Promise<void> {
    const commit = vscode.workspace.getConfiguration('oxen.commit');
    await commit.update('author', author, vscode.ConfigurationTarget.Global);
    await commit.update('email', email, vscode.ConfigurationTarget.Global);
  }
});
