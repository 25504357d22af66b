import { isAbsolute, join } from 'node:path';
import { homeFolder } from './homeFolder';

/**
 * Where the headless command remembers what later uploads need; `undefined` for a user without a home. A relative
 * `XDG_STATE_HOME` is ignored, as the XDG base directory specification demands.
 */
export function stateFolder(): string | undefined {
  const given = process.env['XDG_STATE_HOME'] ?? '';
  const home = homeFolder();
  const state = isAbsolute(given) ? given : home && join(home, '.local', 'state');
  return state && join(state, 'oxen-upload');
}

/** What of it is never part of a selection, whoever uploads. */
export function ownStateFolders(): readonly string[] {
  const folder = stateFolder();
  return folder === undefined ? [] : [folder];
}
