import type { Journals } from '../../core/upload/journal/journals';
import type { Receipts } from '../../core/upload/receipt/receipts';
import type { Accounts } from '../accounts';
import type { Log } from '../log/log';
import type { Prompts } from '../prompts';
import type { Settings } from '../settings';
import type { Targets } from '../targets';
import type { UploadProcess } from './process/uploadProcess';
import type { Reviews } from './review/reviews';
import type { DroppedFolders } from '../views/drop/droppedFolders';

/** What an upload works with. */
export interface UploadServices {
  readonly accounts: Accounts;
  readonly dropped: DroppedFolders;
  readonly journals: Journals;
  readonly uploadProcess: UploadProcess;
  readonly receipts: Receipts;
  readonly settings: Settings;
  readonly targets: Targets;
  readonly prompts: Prompts;
  readonly reviews: Reviews;
  readonly log: Log;
}
