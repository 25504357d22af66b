import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type * as vscode from 'vscode';
import { showClosingMessages } from '../../src/vscode/progress/closingMessage';
import type { Action } from '../../src/vscode/prompts/messages';
import { makeServices, targetAt, type TestServices } from './support/services';
import { useBench } from './support/useBench';
import { whenSo } from './support/whenSo';

describe('a selection of which rules leave nothing', () => {
  const bench = useBench();
  let services: TestServices;
  let messages: vscode.Disposable;
  const told: { readonly text: string; readonly actions: readonly Action[] }[] = [];

  beforeEach(() => {
    told.length = 0;
    const inform = (text: string, actions: readonly Action[] = []) => void told.push({ text, actions });
    services = makeServices({ inform });
    messages = showClosingMessages(services.uploads, services);
  });
  afterEach(() => {
    messages.dispose();
    services.dispose();
  });

  it('is told, and goes anyway when the message’s button is pressed', async () => {
    const ignored = bench().file('ignored.txt');
    bench().file('.oxenignore', 'ignored.txt');
    await upload(folderWith('venv', 'lib/x.py'), ignored);
    const { text, actions } = only();
    assert.match(text, /^Nothing to upload from .*\. Everything selected is ignored, /);
    assert.deepEqual(labelsOf(actions), ['Upload Anyway', 'Show Log']);

    actions[0]?.run();
    await whenSo(() => services.uploads.all.length > 0, services.uploads);
    await services.uploads.all[0]?.ended;

    assert.equal(await bench().read('venv/lib/x.py'), 'lib/x.py');
    assert.equal(await bench().read('ignored.txt'), 'ignored.txt');
    assert.match(services.asked[0] ?? '', /^Upload 2 files/, 'it is reviewed like any other');
  });

  it('is not offered for what never goes', async () => {
    await upload(folderWith('.oxen', 'config.toml'));

    assert.deepEqual(labelsOf(only().actions), ['Show Log']);
  });

  async function upload(...selection: string[]): Promise<void> {
    const ending = await services.uploads.start(selection, targetAt(bench().oxen.origin));
    assert.equal(ending.kind, 'broke');
  }

  /** With one file, whose content is its name. */
  function folderWith(name: string, file: string): string {
    const folder = path.join(path.dirname(bench().file('beside.txt')), name);
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), file);
    return folder;
  }

  function labelsOf(actions: readonly Action[]): readonly string[] {
    return actions.map(({ label }) => label);
  }

  function only() {
    const [message, ...others] = told;
    assert.ok(message);
    assert.deepEqual(others, []);
    return message;
  }
});
