/**
 * One 2 GiB file, with the memory and time that its upload takes. Not part of the suite:
 *
 *   npx tsx test/contract/large.ts [--server real-0.65.2] [--engine auto] [--bytes 2147483648]
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { open, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { headlessBundle } from './support/bundle';
import { contentsOf } from './support/contents';
import { environment, uploadArguments, type UploadOptions } from './support/headless';
import { seededBytes } from './support/seededTree';
import { createRepository, EVERY, startServer } from './support/servers';

const MiB = 1024 * 1024;

const { values } = parseArgs({
  options: {
    server: { type: 'string', default: 'real-0.65.2' },
    engine: { type: 'string', default: 'auto' },
    bytes: { type: 'string', default: String(2048 * MiB) },
  },
});

async function main(): Promise<void> {
  const which = EVERY.find(({ kind, version }) => `${kind}-${version}` === values.server);
  assert(which !== undefined, `there is no server ${values.server}`);
  const folder = await mkdtemp(join(tmpdir(), 'oxen-large-'));
  const server = await startServer(which);
  try {
    const repository = await createRepository(server, 'tests/large');
    const file = join(folder, 'large.bin');
    await writeLarge(file, Number(values.bytes));
    const { report, done } = await timed({ to: repository, paths: [file], engine: values.engine });
    console.log(`${values.server}, ${values.engine}: ${report}\n${done}`);
    assert.deepEqual(await repository.contents(), await contentsOf([file]));
    console.log('The download is identical.');
  } finally {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeLarge(path: string, bytes: number): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (let start = 0; start < bytes; start += 64 * MiB) {
      await file.write(seededBytes(start / MiB, Math.min(64 * MiB, bytes - start)));
    }
  } finally {
    await file.close();
  }
}

/** Runs the upload below GNU time, which measures its memory. */
async function timed(options: UploadOptions): Promise<{ report: string; done: string }> {
  const command = [process.execPath, headlessBundle(), ...uploadArguments(options)];
  const child = spawn('/usr/bin/time', ['-v', ...command], { env: environment(options.to.key) });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const measure = (name: string) => new RegExp(`${name}.*: (\\S+)$`, 'm').exec(stderr)?.[1] ?? '?';
  const memory = Math.round(Number(measure('Maximum resident set size')) / 1024);
  const done = stdout.trim().split('\n').at(-1) ?? '';
  assert.match(stderr, /Exit status: 0/, `${stdout}\n${stderr}`);
  return {
    report: `${measure('Elapsed')} in all, ${measure('User time')} s of CPU (user), ${memory} MiB at most`,
    done,
  };
}

void main();
