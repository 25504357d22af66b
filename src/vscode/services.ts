import { join } from 'node:path';
import * as vscode from 'vscode';
import { Network } from '../core/oxen/connection/network';
import { Journals } from '../core/upload/journal/journals';
import { Receipts } from '../core/upload/receipt/receipts';
import { Accounts } from './accounts';
import type { Log } from './log/log';
import { PlainHttp } from './plainHttp';
import type { Prompts } from './prompts';
import { Settings } from './settings';
import { Targets } from './targets';
import { UploadProcess } from './uploads/process/uploadProcess';
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
  /** The bundle of the upload process. */
  readonly uploadScript: string;
  readonly prompts: Prompts;
  readonly log: Log;
}

/** Builds the services. No network here. The log stays with who gave it: it outlives them. */
export function createServices({
  state,
  secrets,
  storage,
  uploadScript,
  prompts,
  log,
}: Parts): Services & { dispose(): void } {
  const settings = new Settings(log);
  const network = new Network(settings.network);
  const plainHttp = new PlainHttp(state.everywhere, prompts);
  const accounts = new Accounts({ secrets, settings, network, plainHttp, log });
  const journals = new Journals(join(storage, 'runs'));
  const targets = new Targets(state);
  const forUploads: UploadServices = {
    accounts,
    dropped: new DroppedFolders(storage, journals),
    journals,
    log,
    prompts,
    uploadProcess: new UploadProcess({ script: uploadScript, storage, settings, log }),
    receipts: new Receipts(join(storage, 'receipts')),
    reviews: new Reviews(prompts),
    settings,
    targets,
  };
  const uploads = new Uploads(forUploads);
  const history = new UploadsTree({ ...forUploads, uploads });
  const opened = new OpenedRepositories(state.everywhere);
  const repositories = new RepositoriesTree({ accounts, targets, opened, log });
  const reviewView = new ReviewView(forUploads.reviews);
  const all = vscode.Disposable.from(
    settings,
    settings.onDidChangeNetwork(() => network.set(settings.network)),
    network,
    accounts,
    targets,
    uploads,
    forUploads.uploadProcess,
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
