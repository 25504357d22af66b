import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Bucket } from './bucket';
import { ServerProcess } from './serverProcess';

/** Where `npm run oxen-server -- VERSION` leaves its binary; `undefined` when it has not been built. */
export function realBinary(version: string): string | undefined {
  const home = process.env['OXEN_SERVER_HOME'] ?? join(homedir(), '.cache/oxen-server');
  const binary = join(home, version, 'bin/oxen-server');
  return existsSync(binary) ? binary : undefined;
}

export interface RealServer {
  readonly origin: string;
  /** `undefined` where servers ask for none. */
  readonly key: string | undefined;
  readonly process: ServerProcess;
  readonly dataDirectory: string;
  close(): Promise<void>;
}

/** Starts a real server on loopback with an empty data directory; below 0.59 it asks for a key. */
export async function startRealServer(
  binary: string,
  { keys, bucket }: { readonly keys: boolean; readonly bucket?: Bucket | undefined },
): Promise<RealServer> {
  // Absolute: with a relative one, destinations that begin with its names get shortened
  // (docs/protocol/running.md#starting).
  const data = await mkdtemp(join(tmpdir(), 'oxen-real-'));
  const config = `${data}.toml`;
  const removeFiles = async () => {
    await rm(data, { recursive: true, force: true });
    await rm(config, { force: true });
  };
  try {
    if (bucket !== undefined) await writeFile(config, bucket.storage);
    const key = keys ? await addUser(binary, data) : undefined;
    const server = await ServerProcess.start({
      command: binary,
      args: (port) => [
        ...['start', '-i', '127.0.0.1', '-p', String(port)],
        ...(keys ? ['-a'] : []),
        ...(bucket === undefined ? [] : ['--config', config]),
      ],
      env: { ...process.env, ...bucket?.env, SYNC_DIR: data },
    });
    return {
      origin: server.origin,
      key,
      process: server,
      dataDirectory: data,
      async close() {
        await server.kill();
        await removeFiles();
      },
    };
  } catch (error) {
    await removeFiles();
    throw error;
  }
}

/** The key of a new user, which the command prints. */
async function addUser(binary: string, data: string): Promise<string> {
  const args = ['add-user', '-e', 'ada@example.org', '-n', 'Ada', '--output', join(data, 'user.toml')];
  const { stdout } = await promisify(execFile)(binary, args, { env: { ...process.env, SYNC_DIR: data } });
  const key = /eyJ[\w-]+\.[\w-]+\.[\w-]+/.exec(stdout)?.[0];
  assert(key !== undefined, `add-user printed no key: ${stdout}`);
  return key;
}
