import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The process in which a workbench's extensions run; `undefined` where the system does not tell. */
export function extensionHostOf(workspace: string): number | undefined {
  return processOf(workspace, '--type=extensionHost');
}

/** The process that does the uploads of a workbench, while there is one. */
export function uploadProcessOf(workspace: string): number | undefined {
  return processOf(workspace, 'dist/uploads.js');
}

function processOf(workspace: string, argument: string): number | undefined {
  const ours = `TMPDIR=${path.dirname(workspace)}\0`;
  return processes().find(
    (pid) => told(pid, 'cmdline').includes(argument) && told(pid, 'environ').includes(ours),
  );
}

function processes(): readonly number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').map(Number).filter(Number.isInteger);
}

function told(pid: number, what: 'cmdline' | 'environ'): string {
  try {
    return readFileSync(`/proc/${pid}/${what}`, 'utf8');
  } catch {
    return ''; // it has ended meanwhile, or is somebody else's
  }
}
