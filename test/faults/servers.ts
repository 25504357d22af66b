import assert from 'node:assert/strict';
import { realBinary, startRealServer } from '../contract/support/realServer';
import { EVERY, keyOf, type ServerKind } from '../contract/support/servers';
import type { ServerProcess } from '../contract/support/serverProcess';
import { startSmallServer } from '../contract/support/smallServer';

export type Storage = 'local' | 's3';

/** A server that faults can befall. */
export interface FaultyServer extends ServerKind {
  readonly origin: string;
  readonly key: string;
  readonly process: ServerProcess;
  /** Where it keeps everything. */
  readonly dataDirectory: string;
  /** Of small ones only: takes and gives back the room for content on its disk. */
  readonly disk?: { readonly fill: () => Promise<void>; readonly free: () => Promise<void> };
  close(): Promise<void>;
}

export const SERVERS: readonly ServerKind[] = EVERY;

/** For what is the client's alone: one server of each end, and of the real ones the newest. */
export function standsForServers({ kind, version }: ServerKind): boolean {
  return version === '0.65.2' || (version === '0.50.7' && kind === 'small');
}

/** For `--only`. */
export function nameOf({ kind, version }: ServerKind): string {
  return `${kind}-${version}`;
}

export function isThere({ kind, version }: ServerKind): boolean {
  return kind === 'small' || realBinary(version) !== undefined;
}

export async function startFaultyServer(which: ServerKind, storage: Storage): Promise<FaultyServer> {
  const { kind, version } = which;
  const anyKey = keyOf({ id: '1', name: 'Ada', email: 'ada@example.org' });
  const asksForKey = version === '0.50.7';
  if (kind === 'small') {
    const server = await startSmallServer({ version, storage, key: asksForKey ? anyKey : undefined });
    return {
      ...which,
      ...server,
      key: anyKey,
      disk: { fill: () => server.fillDisk(), free: () => server.freeDisk() },
    };
  }
  const binary = realBinary(version);
  assert(binary !== undefined, `oxen-server ${version} has not been built`);
  const server = await startRealServer(binary, { keys: asksForKey });
  return { ...which, ...server, key: server.key ?? anyKey };
}
