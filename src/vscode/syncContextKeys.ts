import * as vscode from 'vscode';
import type { Targets } from './targets';
import type { Uploads } from './uploads/uploads';

/** Keeps the keys that menus of package.json look at: `oxen.uploading`, `oxen.uploadPaused` and `oxen.hasTarget`. */
export function syncContextKeys(uploads: Uploads, targets: Targets): vscode.Disposable {
  const refresh = () => {
    setContext('oxen.uploading', uploads.all.length > 0);
    setContext('oxen.uploadPaused', uploads.running?.state === 'paused');
    setContext('oxen.hasTarget', targets.current !== undefined);
  };
  refresh();
  return vscode.Disposable.from(uploads.onDidChange(refresh), targets.onDidChange(refresh));
}

function setContext(key: string, value: boolean): void {
  void vscode.commands.executeCommand('setContext', key, value);
}
