/** A workbench with the packaged extension installed: what every UI suite starts from. */
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import {
  installVsix,
  makeScratch,
  makeWorkspace,
  removeScratch,
  root,
  type Server,
  type Settings,
  startServer,
} from '../../vscode-host/codeServer';
import { launchBrowser, openWorkbench, workbenchUrl } from '../../vscode-host/workbench';
import { extensionHostOf, uploadProcessOf } from './extensionHost';

export interface WorkbenchOptions {
  /** Of the open folder: path → content. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly settings?: Settings;
  /** The extension host's environment. */
  readonly env?: NodeJS.ProcessEnv;
  /** Done to the folder before it is opened. */
  readonly prepare?: (folder: string) => void;
}

/**
 * Call it in a `describe`: its workbench is there in that suite's hooks and tests.
 *
 * @param options a function where they are known only when earlier hooks have run
 */
export function useWorkbench(options: WorkbenchOptions | (() => WorkbenchOptions)): Workbench {
  const workbench = new Workbench();
  before('open a workbench', async () => {
    await workbench.start(typeof options === 'function' ? options() : options);
  });
  after('close the workbench', async () => await workbench.close());
  afterEach('keep a picture of what failed', async function () {
    if (this.currentTest?.state === 'failed') await workbench.shoot(`failed ${this.currentTest.fullTitle()}`);
  });
  return workbench;
}

export class Workbench {
  #browser: Browser | undefined;
  #options: WorkbenchOptions = { files: {} };
  #page: Page | undefined;
  #scratch: string | undefined;
  #server: Server | undefined;

  get page(): Page {
    return present(this.#page);
  }

  /** The open folder, on disk. */
  get folder(): string {
    return path.join(present(this.#scratch), 'workspace');
  }

  async start(options: WorkbenchOptions): Promise<void> {
    this.#options = options;
    this.#scratch = makeScratch(options.settings);
    const folder = makeWorkspace(this.#scratch, options.files);
    options.prepare?.(folder);
    installVsix(this.#scratch, packagedExtension());
    await this.#startServer();
    this.#browser = await launchBrowser();
    this.#page = await this.#browser.newPage({ viewport: { width: 1280, height: 800 } });
    await this.open();
  }

  /** Opens the folder; again, it is what *Developer: Reload Window* does. */
  async open(): Promise<void> {
    await openWorkbench(this.page, workbenchUrl(present(this.#server), this.folder));
  }

  /**
   * Kills the extension host, with or without the upload process, ends VS Code's server, and opens the folder in new ones;
   * secrets and state stay.
   */
  async crash(what: 'all' | 'extension host'): Promise<void> {
    const server = present(this.#server);
    const host = extensionHostOf(this.folder);
    if (host === undefined) throw new Error('There is no extension host to kill.');
    const uploads = uploadProcessOf(this.folder);
    if (uploads === undefined) throw new Error('There is no upload process.');
    if (what === 'all') process.kill(uploads, 'SIGKILL');
    process.kill(host, 'SIGKILL');
    await this.page.goto('about:blank');
    // It closes its journals; VS Code's server would kill it, too.
    while (uploadProcessOf(this.folder) !== undefined) await delay(20);
    await server.stop();
    await this.#startServer(server.port);
    await this.open();
  }

  /** Takes a picture into out/shots/. */
  async shoot(name: string): Promise<void> {
    const shots = path.join(root, 'out/shots');
    mkdirSync(shots, { recursive: true });
    await this.page.screenshot({ path: path.join(shots, `${name.replaceAll(/[^\w-]+/g, '-')}.png`) });
  }

  async close(): Promise<void> {
    await this.#browser?.close();
    await this.#server?.stop();
    if (this.#scratch !== undefined) removeScratch(this.#scratch);
  }

  async #startServer(port = 0): Promise<void> {
    const { env = {} } = this.#options;
    this.#server = await startServer(present(this.#scratch), { port, env });
  }
}

export function packagedExtension(): string {
  const dist = path.join(root, 'dist');
  const [vsix] = readdirSync(dist).filter((file) => file.endsWith('.vsix'));
  if (vsix === undefined) throw new Error('There is no package in dist/: npm run package');
  return path.join(dist, vsix);
}

function present<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('The workbench is not open yet: use it in tests and hooks only.');
  return part;
}
