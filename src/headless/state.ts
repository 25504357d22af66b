import { join } from 'node:path';
import { stateFolder } from '../core/config/stateFolder';
import { HashCache } from '../core/files/hashing/hashCache';
import { makePrivateFolder } from '../core/files/privateFiles';
import { Journals } from '../core/upload/journal/journals';
import { Listings } from '../core/upload/plan/listings';
import { ServerMemory } from '../core/upload/engines/serverMemory';
import { Receipts } from '../core/upload/receipt/receipts';
import type { UploadServices } from '../core/upload/services';

/** What later uploads go by. But for the journals, losing it costs time only. */
export async function openState(): Promise<
  Pick<UploadServices, 'hashes' | 'listings' | 'servers' | 'journals' | 'receipts'>
> {
  const directory = stateFolder();
  // What is in the way of this is in that of the journals, too, and told then.
  if (directory !== undefined) await makePrivateFolder(directory).catch(() => undefined);
  return {
    hashes: new HashCache(placeOf('hashes')),
    listings: new Listings(placeOf('listings')),
    servers: new ServerMemory(placeOf('servers.json')),
    receipts: new Receipts(placeOf('receipts')),
    journals: new Journals(placeOf('runs')),
  };
}

function placeOf(name: string): string | undefined {
  const directory = stateFolder();
  return directory && join(directory, name);
}
