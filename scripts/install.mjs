// Installs the dependencies of a fresh clone. Plain Node: it runs before there is anything to run TypeScript with.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const root = path.resolve(import.meta.dirname, '..');

// npm writes this file last, so an install that was cut off does not count.
if (!existsSync(path.join(root, 'node_modules/.package-lock.json'))) {
  const { status } = spawnSync('npm', ['ci'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    // The tests use the system's Chromium.
    env: { ...process.env, PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' },
    shell: process.platform === 'win32',
  });
  process.exitCode = status ?? 1;
}
