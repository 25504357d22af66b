import { isAbsolute, join } from 'node:path';
import { homeFolder } from '../core/config/homeFolder';
import { HashCache } from '../core/files/hashCache';
import { makePrivateFolder } from '../core/files/privateFiles';
import { Journals } from '../core/upload/journal/journals';
import { Listings } from '../core/upload/plan/listings';
import { ServerMemory } from '../core/upload/engines/serverMemory';

/**
 * Where is remembered what later uploads need; `undefined` for a user without a home. A relative `XDG_STATE_HOME` is
 * ignored, as the XDG base directory specification demands.
 */
function stateDirectory(): string | undefined {
  const given = process.env['XDG_STATE_HOME'] ?? '';
  const home = homeFolder();
  const state = isAbsolute(given) ? given : home && join(home, '.local', 'state');
  return state && join(state, 'oxen-upload');
}

/** What is never part of a selection. */
export function ownState(): readonly string[] {
  const directory = stateDirectory();
  return directory === undefined ? [] : [directory];
}

/** Losing them costs time only. */
export function openCaches(): { readonly hashes: HashCache; readonly listings: Listings } {
  return { hashes: new HashCache(placeOf('hashes')), listings: new Listings(placeOf('listings')) };
}

export function openServerMemory(): ServerMemory {
  return new ServerMemory(placeOf('servers.json'));
}

/** The journals; in memory only where nothing can be written, and `tell` hears why. */
export async function openJournals(tell: (sentence: string) => void): Promise<Journals> {
  const directory = stateDirectory();
  // What is in the way is in that of the journals, too.
  if (directory !== undefined) await makePrivateFolder(directory).catch(() => undefined);
  return new Journals(placeOf('runs')).orInMemory(tell);
}

function placeOf(name: string): string | undefined {
  const directory = stateDirectory();
  return directory && join(directory, name);
}
