import type { HashCache } from '../../core/files/hashing/hashCache';
import type { Listings } from '../../core/upload/plan/listings';
import type { Journals } from '../../core/upload/journal/journals';
import type { Turns } from '../../core/upload/limits/turns';
import type { Receipts } from '../../core/upload/receipt/receipts';
import type { SharedLimits } from '../../core/upload/limits/sharedLimits';
import type { ServerMemory } from '../../core/upload/engines/serverMemory';
import type { Accounts } from '../accounts';
import type { Log } from '../log/log';
import type { Prompts } from '../prompts';
import type { Settings } from '../settings';
import type { Targets } from '../targets';
import type { Reviews } from './review/reviews';
import type { DroppedFolders } from '../views/drop/droppedFolders';

/** What an upload works with. */
export interface UploadServices {
  readonly accounts: Accounts;
  readonly dropped: DroppedFolders;
  readonly hashes: HashCache;
  readonly listings: Listings;
  readonly journals: Journals;
  readonly servers: ServerMemory;
  readonly limits: SharedLimits;
  readonly turns: Turns;
  readonly receipts: Receipts;
  readonly settings: Settings;
  readonly targets: Targets;
  readonly prompts: Prompts;
  readonly reviews: Reviews;
  readonly log: Log;
}
