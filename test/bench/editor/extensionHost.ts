import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import * as v from 'valibot';
import { makeScratch, makeWorkspace, removeScratch, root, startServer } from '../../vscode-host/codeServer';
import { launchBrowser, workbenchUrl } from '../../vscode-host/workbench';
import { Findings, type Order, ORDER_VARIABLE } from './order';
import { FOR_NODE } from '../../support/forNode';

const SETTINGS = { 'oxen.commit.author': 'Ada', 'oxen.commit.email': 'ada@example.org' };
const LIMIT_MS = 20 * 60_000;

/** Runs an upload in the extension host of a real workbench. @throws when it ends without findings */
export async function measureInHost(order: Omit<Order, 'findings'>): Promise<Findings> {
  execFileSync('bash', [path.join(root, 'test/vscode-host/setup.sh')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const tests = await bundled();
  const scratch = makeScratch(SETTINGS);
  const findings = path.join(scratch, 'findings.json');
  const folder = makeWorkspace(scratch, { 'a.txt': 'alpha\n' });
  const env = { [ORDER_VARIABLE]: JSON.stringify({ ...order, findings } satisfies Order) };
  const server = await startServer(scratch, { testDriver: true, env });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    const ended = new Promise<void>((resolve, reject) => {
      page.exposeFunction('codeAutomationExit', () => resolve()).catch(reject);
      AbortSignal.timeout(LIMIT_MS).addEventListener('abort', () => reject(new Error('It took too long.')));
    });
    const lines: string[] = [];
    await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
      lines.push(`[${type}] ${args.join(' ')}`);
    });
    await Promise.all([ended, page.goto(workbenchUrl(server, folder, { extension: root, tests }))]);
    try {
      return v.parse(Findings, JSON.parse(readFileSync(findings, 'utf8')));
    } catch (cause) {
      throw new Error(`The extension host found nothing:\n${lines.slice(-20).join('\n')}`, { cause });
    }
  } finally {
    await browser.close();
    await server.stop();
    removeScratch(scratch);
  }
}

/** The module whose `run()` VS Code is to call. */
async function bundled(): Promise<string> {
  const outfile = path.join(root, 'out/bench/host/host.js');
  await build({
    entryPoints: [path.join(__dirname, 'host.ts')],
    outfile,
    ...FOR_NODE,
    format: 'cjs',
    external: ['vscode'],
    logLevel: 'warning',
  });
  return outfile;
}
