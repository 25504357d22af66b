import type { HashCache } from '../files/hashing/hashCache';
import type { Origin } from '../oxen/address';
import type { OxenServer } from '../oxen/http/client';
import type { RequestGate } from '../oxen/http/requestGate';
import type { Engine } from './engines/engine';
import type { ServerMemory } from './engines/serverMemory';
import type { Journals } from './journal/journals';
import type { SharedLimits } from './limits/sharedLimits';
import type { Turns } from './limits/turns';
import type { Listings } from './plan/listings';
import type { Receipts } from './receipt/receipts';

/** What uploads share. */
export interface UploadServices {
  /** The server at an address, with the key that belongs to it; its requests obey the gate. */
  connect(origin: Origin, gate: RequestGate): Promise<OxenServer>;
  readonly hashes: HashCache;
  readonly listings: Listings;
  readonly journals: Journals;
  readonly servers: ServerMemory;
  readonly engines: readonly Engine[];
  readonly limits: SharedLimits;
  readonly turns: Turns;
  readonly receipts: Receipts;
}
