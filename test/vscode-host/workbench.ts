/** VS Code's workbench, opened in a headless Chromium. */
import { type Browser, chromium, type Page } from 'playwright-core';
import type { Server } from './codeServer';

const browserArguments = [
  '--no-sandbox', // tests run as root in containers
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function launchBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
  return await chromium.launch({ executablePath, headless: true, args: browserArguments });
}

export interface UnderDevelopment {
  readonly extension: string;
  /** The module whose `run()` VS Code calls in the extension host. */
  readonly tests: string;
}

/** The workbench's address for a folder; with an extension under development, the server needs `testDriver`. */
export function workbenchUrl(server: Server, folder: string, underDevelopment?: UnderDevelopment): string {
  const remote = `vscode-remote://${new URL(server.url).host}`;
  const payload = [['skipWelcome', 'true']];
  if (underDevelopment !== undefined) {
    payload.push(['extensionDevelopmentPath', remote + underDevelopment.extension]);
    payload.push(['extensionTestsPath', remote + underDevelopment.tests]);
  }
  return `${server.url}/?${new URLSearchParams({ folder, payload: JSON.stringify(payload) }).toString()}`;
}

/** How long a workbench may take to settle, also on a busy machine and after a crash, in ms. */
const SETTLING = { timeout: 60_000 };

/** Goes to the workbench and waits until it has settled: its extensions' menus and views are there. */
export async function openWorkbench(page: Page, url: string): Promise<void> {
  await page.goto(url, SETTLING);
  const hasSettled = () =>
    ['code/didLoadExtensions', 'code/LifecyclePhase/Eventually'].every(
      (mark) => performance.getEntriesByName(mark).length > 0,
    );
  await page.waitForFunction(hasSettled, undefined, SETTLING);
}
