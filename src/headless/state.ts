import { join } from 'node:path';
import { stateFolder } from '../core/config/stateFolder';
import { HashCache } from '../core/files/hashCache';
import { makePrivateFolder } from '../core/files/privateFiles';
import { Journals } from '../core/upload/journal/journals';
import { Listings } from '../core/upload/plan/listings';
import { ServerMemory } from '../core/upload/engines/serverMemory';

/** Losing them costs time only. */
export function openCaches(): { readonly hashes: HashCache; readonly listings: Listings } {
  return { hashes: new HashCache(placeOf('hashes')), listings: new Listings(placeOf('listings')) };
}

export function openServerMemory(): ServerMemory {
  return new ServerMemory(placeOf('servers.json'));
}

/** The journals; in memory only where nothing can be written, and `tell` hears why. */
export async function openJournals(tell: (sentence: string) => void): Promise<Journals> {
  const directory = stateFolder();
  // What is in the way is in that of the journals, too.
  if (directory !== undefined) await makePrivateFolder(directory).catch(() => undefined);
  return new Journals(placeOf('runs')).orInMemory(tell);
}

function placeOf(name: string): string | undefined {
  const directory = stateFolder();
  return directory && join(directory, name);
}
