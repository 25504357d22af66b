import { mkdtempSync, rmSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import type { ServerVersion } from '../../oxen-server';
import { ServerProcess } from './serverProcess';
import { FOR_NODE } from '../../support/forNode';

export interface SmallServerProcess {
  readonly origin: string;
  readonly process: ServerProcess;
  readonly dataDirectory: string;
  /** Leaves its disk without room for content, or with it again. */
  fillDisk(): Promise<void>;
  freeDisk(): Promise<void>;
  close(): Promise<void>;
}

export interface SmallServerOptions {
  readonly version: ServerVersion;
  readonly key: string | undefined;
  readonly storage: 'local' | 's3';
}

/** The small server as a process of its own. */
export async function startSmallServer({
  version,
  key,
  storage,
}: SmallServerOptions): Promise<SmallServerProcess> {
  const data = await mkdtemp(join(tmpdir(), 'oxen-small-'));
  const mark = join(data, '.full'); // a name that begins with a dot is no namespace
  const server = await ServerProcess.start({
    command: process.execPath,
    args: (port) => [
      bundle(),
      ...['--version', version, '--port', String(port), '--data', data],
      ...['--storage', storage, '--full-while', mark],
      ...(key === undefined ? [] : ['--key', key]),
    ],
  });
  return {
    origin: server.origin,
    process: server,
    dataDirectory: data,
    fillDisk: () => writeFile(mark, ''),
    freeDisk: () => rm(mark, { force: true }),
    async close() {
      await server.kill();
      await rm(data, { recursive: true, force: true });
    },
  };
}

let bundled: string | undefined;

/** One file, so that it starts at once. */
function bundle(): string {
  if (bundled !== undefined) return bundled;
  const folder = mkdtempSync(join(tmpdir(), 'oxen-server-bundle-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  bundled = join(folder, 'main.js');
  buildSync({
    entryPoints: [resolve(__dirname, '../../oxen-server/main.ts')],
    outfile: bundled,
    ...FOR_NODE,
  });
  return bundled;
}
