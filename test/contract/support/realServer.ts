import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

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
  close(): Promise<void>;
}

/** Starts a real server on loopback with an empty data directory; below 0.59 it asks for a key. */
export async function startRealServer(
  binary: string,
  { keys }: { readonly keys: boolean },
): Promise<RealServer> {
  // Absolute: with a relative one, destinations that begin with its names get shortened (oxen-protocol.md §9.1).
  const data = await mkdtemp(join(tmpdir(), 'oxen-real-'));
  const env = { ...process.env, SYNC_DIR: data };
  try {
    const key = keys ? await addUser(binary, data) : undefined;
    const port = await freePort();
    const child = spawn(binary, ['start', '-i', '127.0.0.1', '-p', String(port), ...(keys ? ['-a'] : [])], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const kill = () => child.kill('SIGKILL'); // asked politely it waits 30 s for its connections
    process.prependOnceListener('exit', kill);
    child.once('close', () => process.off('exit', kill));
    await running(child);
    return {
      origin: `http://127.0.0.1:${port}`,
      key,
      async close() {
        const closed = once(child, 'close');
        kill();
        await closed;
        await rm(data, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(data, { recursive: true, force: true });
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

/** Waits for the line by which a server says that it takes requests. */
function running(child: ChildProcess): Promise<void> {
  const { stderr } = child;
  assert(stderr !== null);
  return new Promise((resolve, reject) => {
    const lines: string[] = [];
    child.once('error', reject);
    child.once('close', () => {
      reject(new Error(`the server ended: ${lines.slice(-10).join('\n')}`));
    });
    createInterface({ input: stderr }).on('line', (line) => {
      lines.push(line);
      if (line.includes('Running on')) resolve();
    });
  });
}

/** A port of this machine on which nothing listens. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  assert(address !== null && typeof address === 'object');
  return address.port;
}
