import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { hashBytes, hashFile } from '../../src/core/files/hashing/hash';
import type { LocalFileError } from '../../src/core/files/localFileError';
import { scan } from '../../src/core/files/scan/scan';
import { WorkerGoneError } from '../../src/core/files/worker/fileWorker';
import {
  chunkBody,
  digestOf,
  filesOf,
  identitiesOf,
  identityOf,
  plannedContent,
  rangeBody,
  readOffThread,
  wholeBody,
} from '../../src/core/files/worker/offThread';
import { UserError } from '../../src/core/userError';
import { useTempFolder, writeFiles } from './tempFolder';
import { FOR_NODE } from '../support/forNode';

const MiB = 1024 * 1024;
const LARGE = Buffer.alloc(5 * MiB + 7, 'abcdefg');
const CHUNK = 3 * MiB;

describe('files that are read by a worker thread', () => {
  const at = useTempFolder();
  const { signal } = new AbortController();
  let stop: (() => Promise<void>) | undefined;
  const builtAt = useBuiltWorker();
  let troubles: Error[];

  function start(script: string): void {
    troubles = [];
    stop = readOffThread(script, { onTrouble: (error) => troubles.push(error) }).dispose;
  }

  beforeEach(async () => {
    await writeFiles({ [at('large')]: LARGE, [at('small')]: 'small', [at('empty')]: '' });
  });
  afterEach(() => stop?.());

  /** All that can be asked of it, in order. */
  async function readAll(): Promise<readonly unknown[]> {
    let told = 0;
    const onBytes = (bytes: number) => (told += bytes);
    const large = await digestOf(at('large'), { signal, chunkBytes: CHUNK, onBytes });
    const { identity, ...kept } = await digestOf(at('small'), { signal, keepUpTo: 100, onBytes });
    return [
      large,
      kept,
      told,
      identity?.text,
      (await identityOf(at('small'))).text,
      await identitiesOf([at('small'), at('gone'), at('large')]),
      await digestOf(at('empty'), { signal }),
      await plannedContent(at('small'), { hash: kept.hash, size: 5 }),
      await collect(
        chunkBody({ path: at('large'), start: 0, length: CHUNK, expected: large.chunks[0] ?? '' }),
      ),
      await collect(rangeBody({ path: at('large'), start: 3, length: 2 * MiB })),
    ];
  }

  async function readWithout(): Promise<readonly unknown[]> {
    await stop?.();
    return readAll();
  }

  it('are the same as without it', async () => {
    start(builtAt());

    const read = await readAll();

    assert.deepEqual(troubles, []);
    assert.deepEqual(read, await readWithout());
    assert.deepEqual(read.at(-2), LARGE.subarray(0, CHUNK));
    assert.deepEqual(read.at(-1), LARGE.subarray(3, 3 + 2 * MiB));
  });

  it('are the same when many are asked for at once', async () => {
    const names = Array.from({ length: 300 }, (_, i) => `many/${i}`);
    await writeFiles(Object.fromEntries(names.map((name) => [at(name), name])));
    start(builtAt());

    const digests = await Promise.all(names.map((name) => digestOf(at(name), { signal, keepUpTo: 100 })));

    for (const [i, name] of names.entries()) {
      assert.equal(digests[i]?.hash, await hashBytes(Buffer.from(name)));
      assert.equal(digests[i].content?.toString(), name);
    }
  });

  it('fail for the same reasons', async () => {
    start(builtAt());

    await assert.rejects(identityOf(at('gone')), { kind: 'vanished', path: at('gone') });
    await assert.rejects(digestOf(at('gone'), { signal }), { kind: 'vanished', path: at('gone') });
    await assert.rejects(digestOf(at('\uFFFD'), { signal }), {
      kind: 'unreadable',
      message: /not valid UTF-8/,
    });
    await assert.rejects(digestOf(at('.'), { signal }), { kind: 'not-a-file' });
    const { hash } = await digestOf(at('small'), { signal });
    await writeFile(at('small'), 'SMALL');
    await assert.rejects(plannedContent(at('small'), { hash, size: 5 }), { kind: 'changed' });
    const { chunks } = await hashFile(at('large'), { signal, chunkBytes: LARGE.length });
    await writeFile(at('large'), Buffer.alloc(LARGE.length));
    const body = chunkBody({ path: at('large'), start: 0, length: LARGE.length, expected: chunks[0] ?? '' });
    await assert.rejects(collect(body), { kind: 'changed', path: at('large') });
    assert.deepEqual(troubles, []);
  });

  it('are found as they are without it, and the rest is left out for the same reasons', async () => {
    await writeFiles({
      [at('set/a.txt')]: 'a',
      [at('set/b/c.txt')]: 'c',
      [at('set/.oxenignore')]: 'no*\n',
      [at('set/b/.oxen/HEAD')]: 'main',
      [at('set/no.txt')]: 'no',
      [at('set/no-folder/d.txt')]: 'd',
    });
    const many = Array.from({ length: 2500 }, (_, i) => at(`set/many/${i}`));
    await writeFiles(Object.fromEntries(many.map((name) => [name, ''])));
    await symlink(at('nowhere'), at('set/link'));
    const selection = [at('set'), at('missing')];
    const look = () =>
      filesOf(selection, { signal, excludeGlobs: ['as/told/many/7*'], names: ['as/told', 'm'] });
    start(builtAt());

    const found = await look();

    assert.deepEqual(troubles, []);
    await stop?.();
    const { failed, ...without } = await look();
    assert.deepEqual(found, { ...without, failed: found.failed });
    assert.equal(found.files.length, 2392);
    assert.deepEqual(found.workingCopies, [at('set/b')]);
    const told = (errors: readonly LocalFileError[]) =>
      errors.map(({ path, kind, message }) => ({ path, kind, message }));
    assert.deepEqual(told(found.failed), told(failed));
    assert.deepEqual(
      failed.map(({ kind }) => kind),
      ['missing'],
    );
  });

  it('are found and read on one thread where they are few', async () => {
    let threads = 0;
    const onWorker = () => threads++;
    process.on('worker', onWorker);
    try {
      start(builtAt());

      const { files } = await filesOf([at('.')], { signal });
      await digestOf(at('small'), { signal });

      assert.deepEqual([files.length, threads], [3, 1]);
      assert.deepEqual(troubles, []);
    } finally {
      process.off('worker', onWorker);
    }
  });

  it('are not looked for any more by who is cancelled, nor with a glob that cannot be used', async () => {
    start(builtAt());
    const cancelled = AbortSignal.abort(new Error('cancelled'));
    await assert.rejects(filesOf([at('.')], { signal: cancelled }), /cancelled/);
    const excludeGlobs = ['a'.repeat(70_000)];
    await assert.rejects(filesOf([at('.')], { signal, excludeGlobs }), UserError);
  });

  it('do not lie behind a link that was put in a folder’s place, whoever has looked first', async () => {
    await writeFiles({ [at('set/below/a.txt')]: 'a', [at('outside/a.txt')]: 'a' });
    await symlink(at('set'), at('link'));
    start(builtAt());
    const { files } = await scan([at('link/')], { signal });
    const path = files.at(0)?.path ?? '';
    const unscanned = at('set/below/a.txt');
    await digestOf(path, { signal });
    await digestOf(unscanned, { signal });
    await rename(at('set/below'), at('set/away'));
    await symlink(at('outside'), at('set/below'));

    await assert.rejects(digestOf(path, { signal }), { kind: 'behind-link' });
    await stop?.();
    await assert.rejects(digestOf(path, { signal }), { kind: 'behind-link' });
  });

  it('are not read to the end by who is cancelled', async () => {
    start(builtAt());
    const cancel = new AbortController();
    const told: number[] = [];
    const hashing = digestOf(at('large'), {
      signal: cancel.signal,
      chunkBytes: CHUNK,
      onBytes: (bytes) => {
        told.push(bytes);
        cancel.abort(new Error('enough'));
      },
    });

    await assert.rejects(hashing, /enough/);
    // It answers in order: what was left of the large file would come before.
    await digestOf(at('large'), { signal, chunkBytes: CHUNK });
    assert.ok(told.length < 5);
  });

  it('are read without it when it is not there, which is told once', async () => {
    start(at('nowhere.js'));

    const read = await readAll();

    assert.match(troubles.map(({ message }) => message).join(), /^[^,]*nowhere\.js/);
    assert.deepEqual(read, await readWithout());
  });

  it('are read without it from where it died', async () => {
    // While it hashes, and before the first, second and last pieces of bodies.
    for (const last of [1, 2, 8, 10, 14]) {
      await writeFile(at('dying.js'), dyingAt(last, builtAt()));
      start(at('dying.js'));

      const read = await readAll();

      assert.deepEqual(read, await readWithout(), `died at message ${last}`);
      assert.match(troubles.map(({ message }) => message).join(), /code 3/);
    }
  });

  for (const [how, script] of Object.entries({ 'by it': builtAt, 'without it': () => at('nowhere.js') }))
    it(`are hashed ${how} while all of one is read`, async () => {
      start(script());
      const hashes: string[] = [];

      const whole = await collect(
        wholeBody({ path: at('large'), length: LARGE.length }, (hash) => hashes.push(hash)),
      );

      assert.deepEqual(whole, LARGE);
      assert.deepEqual(hashes, [await hashBytes(LARGE)]);
    });

  it('do not end when they change while all of one is read, nor when it dies', async () => {
    const read = () => wholeBody({ path: at('large'), length: LARGE.length }, () => assert.fail('no hash'));
    start(builtAt());
    const changing = read();
    await changing.next();
    await appendFile(at('large'), 'x');
    await assert.rejects(collect(changing), { kind: 'changed', path: at('large') });
    await assert.rejects(collect(read()), { kind: 'changed' }, 'longer than it was');

    await stop?.();
    await writeFile(at('large'), LARGE);
    start(builtAt());
    const dying = read();
    await dying.next();
    await stop?.();
    await assert.rejects(collect(dying), WorkerGoneError);
  });

  it('are read to the end when it is stopped on the way', async () => {
    start(builtAt());
    const { chunks } = await digestOf(at('large'), { signal, chunkBytes: LARGE.length });
    const body = chunkBody({ path: at('large'), start: 0, length: LARGE.length, expected: chunks[0] ?? '' });
    const first = await body.next();
    await stop?.();

    const rest = await collect(body);

    assert.deepEqual(Buffer.concat([first.value ?? [], rest]), LARGE);
    assert.deepEqual(troubles, []);
  });

  it('have not changed on the way from one thread to the other', async () => {
    start(builtAt());
    const { chunks } = await digestOf(at('large'), { signal, chunkBytes: LARGE.length });
    const body = chunkBody({ path: at('large'), start: 0, length: LARGE.length, expected: chunks[0] ?? '' });
    await body.next();
    await stop?.();
    await appendFile(at('large'), 'x');
    await writeFile(at('large'), Buffer.alloc(LARGE.length));

    await assert.rejects(collect(body), { kind: 'changed' });
  });
});

/** Built once; the returned function tells where it lies. */
function useBuiltWorker(): () => string {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'oxen-worker-'));
    await build({
      entryPoints: [resolve(__dirname, '../../src/core/files/worker/main.ts')],
      outfile: join(folder, 'worker.js'),
      ...FOR_NODE,
    });
  });
  after(() => rm(folder, { recursive: true }));
  return () => join(folder, 'worker.js');
}

/** A worker that dies instead of answering a message. */
function dyingAt(message: number, worker: string): string {
  return `
    const { parentPort } = require('node:worker_threads');
    let left = ${message};
    parentPort.on('message', () => { if (--left === 0) process.exit(3); });
    require(${JSON.stringify(worker)});`;
}

async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const piece of pieces) parts.push(Buffer.from(piece));
  return Buffer.concat(parts);
}
