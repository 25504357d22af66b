import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { parseOrigin } from '../../src/core/oxen/address';
import { UserError } from '../../src/core/userError';
import { makeServices, MemorySecrets, type TestServices } from './support/services';
import { setServers } from './support/sources';

const HUB = parseOrigin('https://hub.oxen.ai');

describe('when VS Code cannot keep', () => {
  let services: TestServices;
  afterEach(() => services.dispose());

  describe('settings', () => {
    before(() => configure('files.autoSave', 'off'));
    after(() => configure('files.autoSave', undefined));

    it('because they are being edited: says what to do, and keeps no key for a server that is not listed', async () => {
      services = makeServices();
      const { accounts, settings } = services;
      const close = await editUserSettings();
      try {
        await rejectsPlainly(accounts.add(HUB, 'a-key'));
        await rejectsPlainly(settings.setAuthor({ name: 'Ox', email: 'ox@example.com' }));
      } finally {
        await close();
      }

      assert.equal(await accounts.key(HUB), undefined);
      assert.equal(accounts.isKnown(HUB), false);
    });

    async function rejectsPlainly(work: Promise<void>): Promise<void> {
      await assert.rejects(work, (error) => {
        assert.ok(error instanceof UserError, String(error));
        assert.match(error.message, /^The user settings could not be written/);
        assert.match(error.advice ?? '', /Open User Settings \(JSON\)/);
        return true;
      });
    }
  });

  it('secrets: says so, with what to do', async () => {
    services = makeServices({}, { secrets: new LockedSecrets() });
    const { accounts } = services;

    for (const work of [
      () => accounts.add(HUB, 'a-key'),
      () => accounts.key(HUB),
      () => accounts.remove(HUB),
    ]) {
      await assert.rejects(work, (error) => {
        assert.ok(error instanceof UserError, String(error));
        assert.match(
          error.message,
          /^VS Code could not (read|keep|delete) the key for https:\/\/hub\.oxen\.ai/,
        );
        assert.match(error.advice ?? '', /Unlock/);
        return true;
      });
    }
    await setServers([]);
  });
});

describe('the list of servers', () => {
  it('keeps what it does not understand when one comes or goes', async () => {
    const { accounts, dispose } = makeServices();
    const mine = parseOrigin('https://oxen.example.com');
    const foreign = ['ftp://old', 'https://hub.oxen.ai:443/'];
    await setServers(foreign);

    await accounts.add(mine, undefined);
    assert.deepEqual(listed(), [...foreign, mine]);
    await accounts.add(HUB, undefined);
    assert.deepEqual(listed(), [...foreign, mine], 'it is there, in other words');
    await accounts.remove(HUB);
    await accounts.remove(mine);
    assert.deepEqual(listed(), ['ftp://old']);

    await setServers([]);
    dispose();
  });

  function listed(): unknown {
    return vscode.workspace.getConfiguration('oxen').get('servers');
  }
});

/** As a keychain that nobody unlocks. */
class LockedSecrets extends MemorySecrets {
  override get(): Promise<string | undefined> {
    return Promise.reject(new Error('The keychain is locked.'));
  }

  override store(): Promise<void> {
    return this.get().then();
  }

  override delete(): Promise<void> {
    return this.get().then();
  }
}

/** Leaves an unsaved change in the user's settings; returns what takes it back. */
async function editUserSettings(): Promise<() => Promise<void>> {
  await vscode.commands.executeCommand('workbench.action.openSettingsJson');
  const editor = vscode.window.activeTextEditor;
  assert.ok(editor);
  assert.match(editor.document.fileName, /settings\.json$/);
  await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '// on its way\n'));
  assert.ok(editor.document.isDirty);
  return async () => {
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  };
}

async function configure(name: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration().update(name, value, vscode.ConfigurationTarget.Global);
}
