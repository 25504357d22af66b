/** Runs test/host/, or the files named, in the extension host of a real workbench. Exit code 0 only if every test passed. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { type Counts, readCounts, writeCounts } from '../support/counts';
import { bundleHostTests } from './bundleHostTests';
import { makeScratch, makeWorkspace, removeScratch, root, type Server, startServer } from './codeServer';
import { hostWorkspace } from './hostWorkspace';
import { startKnownServer } from './knownServer';
import { launchBrowser, workbenchUrl } from './workbench';

const RUN_LIMIT_MS = 480_000;

async function main(): Promise<number> {
  const tests = await bundleHostTests(process.argv.slice(2));
  const known = await startKnownServer();
  const scratch = makeScratch({ 'oxen.servers': [known.origin] });
  const folder = makeWorkspace(scratch, hostWorkspace);
  const env = {
    TEST_KNOWN_SERVER: known.origin,
    TEST_COUNTS: path.join(scratch, 'counts.json'),
    TEST_OUTPUT: path.join(scratch, 'output.txt'),
  };
  const server = await startServer(scratch, { testDriver: true, env });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    const url = workbenchUrl(server, folder, { extension: root, tests });
    const code = await runInWorkbench(page, server, url);
    if (existsSync(env.TEST_OUTPUT)) console.log(readFileSync(env.TEST_OUTPUT, 'utf8'));
    if (!existsSync(env.TEST_COUNTS)) throw new Error(`The extension host ended early (exit code ${code}).`);
    return verdict(code, readCounts(env.TEST_COUNTS));
  } finally {
    await browser.close();
    await server.stop();
    known.close();
    removeScratch(scratch);
  }
}

/** @returns the code that the workbench reports when `run()` has ended, or when its extension host has */
async function runInWorkbench(page: Page, server: Server, url: string): Promise<number> {
  const lines: string[] = [];
  await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
    lines.push(`[${type}] ${args.join(' ')}`);
  });
  try {
    const [code] = await Promise.all([exitCode(page), page.goto(url)]);
    return code;
  } catch (error) {
    const shots = path.join(root, 'out/shots');
    mkdirSync(shots, { recursive: true });
    // A page that crashed gives no picture; the error that brought us here matters more.
    await page.screenshot({ path: path.join(shots, 'host-tests.png') }).catch(console.error);
    console.error(`${lines.slice(-50).join('\n')}\n${server.log()}`);
    throw error;
  } finally {
    if (process.env['VERBOSE'] !== undefined) console.log(lines.join('\n'));
  }
}

async function exitCode(page: Page): Promise<number> {
  return await new Promise<number>((resolve, reject) => {
    page.exposeFunction('codeAutomationExit', resolve).catch(reject);
    page.on('crash', () => {
      reject(new Error('The page crashed.'));
    });
    setTimeout(() => {
      reject(new Error(`The host tests did not end in ${RUN_LIMIT_MS / 1000} s.`));
    }, RUN_LIMIT_MS).unref();
  });
}

/** The code alone proves nothing: VS Code reports 0 for an extension host that was killed. */
function verdict(code: number, counts: Counts): number {
  const file = process.env['TEST_COUNTS'];
  if (file !== undefined) writeCounts(file, counts);
  const passed = code === 0 && counts.failed.length === 0 && counts.passed > 0;
  if (!passed) console.error(`The host tests did not pass (the workbench's exit code is ${code}).`);
  return passed ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
