/** The demo in the user's own VS Code, with data and extensions of its own. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../src/core/userError';
import type { Stage } from './stage';

const windows = process.platform === 'win32'; // there `code` is a script, which only a shell runs

/** @throws UserError when there is no `code` */
export function requireDesktop(): void {
  try {
    execFileSync('code', ['--version'], { stdio: 'ignore', shell: windows });
  } catch (cause) {
    throw new UserError('There is no “code” on the PATH.', {
      advice: "In VS Code run “Shell Command: Install 'code' command in PATH”, or leave --desktop out.",
      cause,
    });
  }
}

/** Opens the folder in a window, and waits until that is closed. */
export async function runDesktop({ folder, scratch, vsix }: Stage): Promise<void> {
  execFileSync('code', codeArguments(scratch, ['--install-extension', vsix]), {
    stdio: 'pipe',
    shell: windows,
  });
  process.prependOnceListener('exit', () => endDesktop(scratch));
  const child = spawn('code', codeArguments(scratch, ['--new-window', '--wait', '--skip-welcome', folder]), {
    stdio: 'inherit',
    shell: windows,
  });
  await once(child, 'exit');
}

export function codeArguments(scratch: string, rest: readonly string[]): string[] {
  const data = path.join(scratch, 'data');
  const extensions = path.join(scratch, 'extensions');
  const args = ['--user-data-dir', data, '--extensions-dir', extensions, ...rest];
  return windows ? args.map((arg) => `"${arg}"`) : args;
}

/** `code` only asks VS Code to start; while VS Code runs, it keeps its process id in `code.lock`. */
function endDesktop(scratch: string): void {
  try {
    process.kill(Number(readFileSync(path.join(scratch, 'data/code.lock'), 'utf8')), 'SIGKILL');
  } catch {
    // its window has been closed
  }
}
