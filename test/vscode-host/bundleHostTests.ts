/** Bundles test/host/ for the extension host, which runs plain JavaScript. */
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { FOR_NODE } from '../support/forNode';

const root = path.resolve(__dirname, '../..');
const from = path.join(root, 'test/host');
const to = path.join(root, 'out/test/host');

/**
 * @param wanted beginnings of the files' names; without any, all of them
 * @returns the module whose `run()` VS Code is to call
 */
export async function bundleHostTests(wanted: readonly string[] = []): Promise<string> {
  const tests = readdirSync(from, { recursive: true, encoding: 'utf8' }).filter(
    (file) =>
      file.endsWith('.test.ts') && (wanted.length === 0 || wanted.some((name) => file.startsWith(name))),
  );
  rmSync(to, { recursive: true, force: true }); // a deleted test must not run on
  await build({
    entryPoints: ['index.ts', ...tests].map((file) => path.join(from, file)),
    outbase: from,
    outdir: to,
    ...FOR_NODE,
    format: 'cjs',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return path.join(to, 'index.js');
}
