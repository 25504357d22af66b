import { homedir } from 'node:os';
import { join } from 'node:path';
import { HashCache } from '../core/files/hashCache';
import { Listings } from '../core/upload/listings';

/** What is remembered between uploads. */
export function stateDirectory(): string {
  const state = process.env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state');
  return join(state, 'oxen-upload');
}

/** Losing them costs time only. */
export function openCaches(): { readonly hashes: HashCache; readonly listings: Listings } {
  const directory = stateDirectory();
  return {
    hashes: new HashCache(join(directory, 'hashes')),
    listings: new Listings(join(directory, 'listings')),
  };
}
