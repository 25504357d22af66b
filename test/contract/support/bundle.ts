import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../../..');
const HEADLESS = join(ROOT, 'dist/headless.js');

let checked = false;

/** The built headless command, made first when it is missing or older than its source; or the one in HEADLESS_BUNDLE. */
export function headlessBundle(): string {
  const other = process.env['HEADLESS_BUNDLE'];
  if (other !== undefined) return other;
  if (!checked) buildIfOutdated();
  checked = true;
  return HEADLESS;
}

function buildIfOutdated(): void {
  if (!existsSync(HEADLESS) || statSync(HEADLESS).mtimeMs < newestSource()) {
    execFileSync(process.execPath, ['esbuild.js'], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  }
}

function newestSource(): number {
  const sources = [
    join(ROOT, 'src/headless.ts'),
    ...['src/core', 'src/headless'].flatMap((folder) => filesBelow(join(ROOT, folder))),
  ];
  return Math.max(...sources.map((path) => statSync(path).mtimeMs));
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
}
