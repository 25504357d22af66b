import { config } from '@vscode/l10n';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { readOffThread, withoutWorker } from './core/files/worker/offThread';
import { registerCommands } from './vscode/commands';
import { Log } from './vscode/log/log';
import { logLostPromises } from './vscode/log/lostPromises';
import { showClosingMessages } from './vscode/progress/closingMessage';
import { showNotifications } from './vscode/progress/notification';
import { StatusBar } from './vscode/progress/statusBar';
import { logUploads } from './vscode/progress/uploadLog';
import { prompts } from './vscode/prompts';
import { registerRemoteFiles } from './vscode/remoteFiles/register';
import { createServices } from './vscode/services';
import { syncContextKeys } from './vscode/syncContextKeys';
import { offerInterrupted } from './vscode/uploads/offerInterrupted';
import { showReview } from './vscode/views/review/reviewView';
import { keepSwept } from './vscode/views/drop/keepSwept';
import { showRepositories } from './vscode/views/repositoriesView';
import { registerReceiptDocuments } from './vscode/views/uploads/receiptDocuments';
import { showUploads } from './vscode/views/uploads/showUploads';

/** Builds the services and registers what shows them, in the language of VS Code. No network here. */
export function activate({
  extensionPath,
  globalState,
  globalStorageUri,
  secrets,
  subscriptions,
  workspaceState,
}: vscode.ExtensionContext): void {
  config({ contents: vscode.l10n.bundle ?? {} });
  const log = new Log();
  const services = createServices({
    state: { everywhere: globalState, here: workspaceState },
    secrets,
    storage: globalStorageUri.fsPath,
    uploadScript: join(extensionPath, 'dist/uploads.js'),
    prompts,
    log,
  });
  const { accounts, documents, history, repositories, reviews, reviewView, uploads } = services;

  subscriptions.push(
    log,
    services,
    logLostPromises(log, extensionPath),
    readOffThread(join(extensionPath, 'dist/fileWorker.js'), {
      onTrouble: (error) => log.warn(withoutWorker(error)),
    }),
    registerCommands(services),
    registerRemoteFiles(accounts, log),
    showRepositories(repositories, services),
    showReview(reviewView, reviews),
    showUploads(history),
    registerReceiptDocuments(documents),
    syncContextKeys(services),
    new StatusBar(services),
    showNotifications(uploads),
    showClosingMessages(uploads, services),
    logUploads(uploads, log),
    keepSwept(services),
    offerInterrupted(services),
  );
  suspend = () => uploads.suspend();
}

let suspend: () => Promise<void> = () => Promise.resolve();

/** VS Code waits some seconds for it: uploads under way leave their journals to the next window. */
export function deactivate(): Promise<void> {
  return suspend();
}
