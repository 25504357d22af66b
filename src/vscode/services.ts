import { join } from 'node:path';
import * as vscode from 'vscode';
import { HashCache } from '../core/files/hashing/hashCache';
import { ServerMemory } from '../core/upload/engines/serverMemory';
import { Journals } from '../core/upload/journal/journals';
import { Turns } from '../core/upload/limits/turns';
import { Receipts } from '../core/upload/receipt/receipts';
import { SharedLimits } from '../core/upload/limits/sharedLimits';
import { Listings } from '../core/upload/plan/listings';
import { Accounts } from './accounts';
import type { Log } from './log/log';
import { Network } from './network';
import { PlainHttp } from './plainHttp';
import type { Prompts } from './prompts';
import { Settings } from './settings';
import { Targets } from './targets';
import { Reviews } from './uploads/review/reviews';
import { Uploads } from './uploads/uploads';
import type { UploadServices } from './uploads/uploadServices';
import { DroppedFolders } from './views/drop/droppedFolders';
import { OpenedRepositories } from './views/openedRepositories';
import { ReviewView } from './views/review/reviewView';
import { ReceiptDocuments } from './views/uploads/receiptDocuments';
import { UploadsTree } from './views/uploads/uploadsTree';
import { RepositoriesTree } from './views/treeDataProvider';

/** What a window works with: one of each. */
export interface Services extends UploadServices {
  readonly opened: OpenedRepositories;
  readonly repositories: RepositoriesTree;
  /** The uploads, also those that have ended. */
  readonly history: UploadsTree;
  readonly documents: ReceiptDocuments;
  readonly uploads: Uploads;
  readonly reviewView: ReviewView;
}

/** What VS Code gives, or a test in its stead. */
export interface Parts {
  /** Remembered for all windows, and for this workspace. */
  readonly state: { readonly everywhere: vscode.Memento; readonly here: vscode.Memento };
  readonly secrets: vscode.SecretStorage;
  /** The folder for what is kept on disk; made when needed. */
  readonly storage: string;
  readonly prompts: Prompts;
  readonly log: Log;
}

/** Builds the services. No network here. The log stays with who gave it: it outlives them. */
export function createServices({
  state,
  secrets,
  storage,
  prompts,
  log,
}: Parts): Services & { dispose(): void } {
  const settings = new Settings(log);
  const network = new Network(settings);
  const plainHttp = new PlainHttp(state.everywhere, prompts);
  const accounts = new Accounts({ secrets, settings, network, plainHttp, log });
  const journals = new Journals(join(storage, 'runs'));
  const targets = new Targets(state);
  const forUploads: UploadServices = {
    accounts,
    dropped: new DroppedFolders(storage, journals),
    hashes: new HashCache(join(storage, 'hashes')),
    journals,
    limits: new SharedLimits(settings.concurrency),
    listings: new Listings(join(storage, 'listings')),
    log,
    prompts,
    receipts: new Receipts(join(storage, 'receipts')),
    reviews: new Reviews(prompts),
    servers: new ServerMemory(join(storage, 'servers.json')),
    settings,
    targets,
    turns: new Turns(),
  };
  const uploads = new Uploads(forUploads);
  const history = new UploadsTree({ ...forUploads, uploads });
  const opened = new OpenedRepositories(state.everywhere);
  const repositories = new RepositoriesTree({ accounts, targets, opened, log });
  const reviewView = new ReviewView(forUploads.reviews);
  const all = vscode.Disposable.from(
    settings,
    network,
    accounts,
    targets,
    uploads,
    forUploads.reviews,
    reviewView,
    repositories,
    history,
  );
  return {
    ...forUploads,
    documents: new ReceiptDocuments(),
    history,
    opened,
    repositories,
    reviewView,
    uploads,
    dispose: () => void all.dispose(),
  };
}
