import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Accounts } from '../accounts';
import type { Log } from '../log/log';
import { RemoteFileSystem } from './fileSystem';
import { SCHEME } from './location';

/** Lets VS Code open the files of commits, in whatever it has for their kind. */
export function registerRemoteFiles(accounts: Accounts, log: Log): vscode.Disposable {
  const files = new RemoteFileSystem(accounts, log);
  const isReadonly = new vscode.MarkdownString(t('This file is part of a commit, which cannot be changed.'));
  const registered = vscode.workspace.registerFileSystemProvider(SCHEME, files, {
    isReadonly,
    isCaseSensitive: true,
  });
  return vscode.Disposable.from(registered, files);
}
