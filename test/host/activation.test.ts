import assert from 'node:assert/strict';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { setServers } from './support/sources';

const Seen = v.array(v.string());

/** A server that the user settings name when VS Code starts; none in a desktop VS Code, which has settings of its own. */
const KNOWN_SERVER = process.env['TEST_KNOWN_SERVER'];
const atStart = vscode.workspace.getConfiguration('oxen').get('servers');

describe('the extension in its host', () => {
  before(async () => {
    await vscode.extensions.getExtension('oxen-upload.oxen-upload')?.activate();
  });
  after(() => setServers([]));

  it('activates in the extension host that has the files', () => {
    const extension = vscode.extensions.getExtension('oxen-upload.oxen-upload');
    assert.ok(extension);
    assert.equal(extension.isActive, true);
    assert.equal(extension.extensionKind, vscode.ExtensionKind.Workspace);
  });

  it('asks no server for anything', async function () {
    if (KNOWN_SERVER === undefined) this.skip();
    assert.deepEqual(atStart, [KNOWN_SERVER]);
    const seen = async () => v.parse(Seen, await (await fetch(`${KNOWN_SERVER}/seen`)).json());
    assert.deepEqual(await seen(), []);

    await fetch(`${KNOWN_SERVER}/api/version`);

    assert.deepEqual(await seen(), ['GET /api/version'], 'it would have been seen');
  });
});
