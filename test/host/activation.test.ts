import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('the extension in its host', () => {
  it('activates in the extension host that has the files', async () => {
    const extension = vscode.extensions.getExtension('oxen-upload.oxen-upload');
    assert.ok(extension);

    await extension.activate();

    assert.equal(extension.isActive, true);
    assert.equal(extension.extensionKind, vscode.ExtensionKind.Workspace);
  });
});
