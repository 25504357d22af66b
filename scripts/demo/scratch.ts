import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { removeScratch } from '../../test/vscode-host/codeServer';

/** Where programs put their temporary files, settings and caches. */
const PLACES = ['TMPDIR', 'TEMP', 'XDG_CACHE_HOME', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME'];

/**
 * Has everything that this process and those it starts leave on disk land in one folder, which goes with the process.
 *
 * Call it before anything is started: whoever starts a program ends it in an `exit` listener before this one.
 */
export function useScratch(): void {
  const scratch = mkdtempSync(path.join(tmpdir(), 'oxen-'));
  process.once('exit', () => removeScratch(scratch));
  for (const place of PLACES) process.env[place] = scratch;
}
