import { isAbsolute, join } from 'node:path';
import { homeFolder } from '../core/config/homeFolder';
import { HashCache } from '../core/files/hashCache';
import { makePrivateFolder } from '../core/files/privateFiles';
import { Journals } from '../core/upload/journal/journals';
import { Listings } from '../core/upload/plan/listings';
import { ServerMemory } from '../core/upload/engines/serverMemory';
import type { UploadServices } from '../core/upload/upload';

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

/** What later uploads go by. But for the journals, losing it costs time only. */
export async function openState(): Promise<
  Pick<UploadServices, 'hashes' | 'listings' | 'servers' | 'journals'>
> {
  const directory = stateDirectory();
  // What is in the way of this is in that of the journals, too, and told then.
  if (directory !== undefined) await makePrivateFolder(directory).catch(() => undefined);
  return {
    hashes: new HashCache(placeOf('hashes')),
    listings: new Listings(placeOf('listings')),
    servers: new ServerMemory(placeOf('servers.json')),
    journals: new Journals(placeOf('runs')),
  };
}

function placeOf(name: string): string | undefined {
  const directory = stateDirectory();
  return directory && join(directory, name);
}
