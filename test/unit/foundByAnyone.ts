import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { scan } from '../../src/core/files/scan/scan';

const NOBODY = 65534;

/** What a scan finds for a user who is not root: root may read everything. */
export async function foundByAnyone(selected: string) {
  const script = join(__dirname, 'foundByAnyone.ts');
  const { stdout } = await promisify(execFile)(process.execPath, ['--import=tsx', script, selected]);
  return v.parse(v.object({ files: v.array(v.string()), failed: v.array(v.string()) }), JSON.parse(stdout));
}

async function main(selected: string): Promise<void> {
  if (process.getuid?.() === 0) {
    process.setgroups?.([]);
    process.setgid?.(NOBODY);
    process.setuid?.(NOBODY);
  }
  const { files, failed } = await scan([selected], { signal: new AbortController().signal });
  const found = { files: files.map(({ name }) => name), failed: failed.map(({ message }) => message) };
  process.stdout.write(JSON.stringify(found));
}

const [, script, selected] = process.argv;
if (script === __filename && selected !== undefined) void main(selected);
