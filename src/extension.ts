import { join } from 'node:path';
import type * as vscode from 'vscode';
import { HashCache } from './core/files/hashCache';
import { Listings } from './core/upload/plan/listings';
import { Journals } from './core/upload/journal/journals';
import { ServerMemory } from './core/upload/engines/serverMemory';
import { SharedLimits } from './core/upload/limits/sharedLimits';
import { Accounts } from './vscode/accounts';
import { registerCommands } from './vscode/commands';
import { syncContextKeys } from './vscode/syncContextKeys';
import { syncRateLimit } from './vscode/syncRateLimit';
import { Log } from './vscode/log/log';
import { logLostPromises } from './vscode/log/lostPromises';
import { Network } from './vscode/network';
import { offerInterrupted } from './vscode/uploads/offerInterrupted';
import { PlainHttp } from './vscode/plainHttp';
import { showClosingMessages } from './vscode/progress/closingMessage';
import { showNotifications } from './vscode/progress/notification';
import { StatusBar } from './vscode/progress/statusBar';
import { logUploads } from './vscode/progress/uploadLog';
import { prompts } from './vscode/prompts';
import { registerRemoteFiles } from './vscode/remoteFiles/register';
import { Settings } from './vscode/settings';
import { Targets } from './vscode/targets';
import { Uploads } from './vscode/uploads/uploads';
import { DroppedFolders, keepSwept } from './vscode/views/drop/droppedFolders';
import { OpenedRepositories } from './vscode/views/openedRepositories';
import { showRepositories } from './vscode/views/repositoriesView';
import { RepositoriesTree } from './vscode/views/treeDataProvider';

/** Builds the services and registers what shows them. No network here. */
export function activate({
  extensionPath,
  globalState,
  globalStorageUri,
  secrets,
  subscriptions,
  workspaceState,
}: vscode.ExtensionContext): void {
  const log = new Log();
  const settings = new Settings(log);
  const network = new Network(settings);
  const plainHttp = new PlainHttp(globalState, prompts);
  const accounts = new Accounts({ secrets, settings, network, plainHttp, log });
  const targets = new Targets({ everywhere: globalState, here: workspaceState });
  const hashes = new HashCache(join(globalStorageUri.fsPath, 'hashes'));
  const listings = new Listings(join(globalStorageUri.fsPath, 'listings'));
  const servers = new ServerMemory(join(globalStorageUri.fsPath, 'servers.json'));
  const journals = new Journals(join(globalStorageUri.fsPath, 'runs'));
  const dropped = new DroppedFolders(globalStorageUri.fsPath, journals);
  const limits = new SharedLimits(settings.concurrency);
  const uploads = new Uploads({
    ...{ accounts, dropped, hashes, journals, limits, listings, servers, settings, targets },
    prompts,
    log,
  });
  const opened = new OpenedRepositories(globalState);
  const repositories = new RepositoriesTree({ accounts, targets, opened, log });

  subscriptions.push(
    ...[log, settings, network, accounts, targets, uploads, repositories],
    logLostPromises(log, extensionPath),
    registerCommands({
      ...{ accounts, dropped, journals, settings, targets, uploads, opened, repositories },
      prompts,
      log,
    }),
    registerRemoteFiles(accounts, log),
    showRepositories(repositories, { dropped, uploads, prompts, log }),
    syncRateLimit(limits, settings),
    syncContextKeys(uploads, targets),
    new StatusBar(uploads, targets),
    showNotifications(uploads),
    showClosingMessages(uploads, { journals, prompts, log }),
    logUploads(uploads, log),
    keepSwept(dropped, uploads, log),
    offerInterrupted({ journals, dropped, prompts, log }),
  );
  suspend = () => uploads.suspend();
}

let suspend: () => Promise<void> = () => Promise.resolve();

/** VS Code waits some seconds for it: uploads under way leave their journals to the next window. */
export function deactivate(): Promise<void> {
  return suspend();
}
