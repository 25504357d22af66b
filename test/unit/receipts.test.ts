import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { type ReceiptDocument, type ReceiptFile } from '../../src/core/upload/receipt/form';
import { openReceipt, type ReceiptPlace, writeReceipt } from '../../src/core/upload/receipt/receiptFile';
import { Receipts } from '../../src/core/upload/receipt/receipts';
import { inTurns } from '../../src/core/shareThread';
import { receiptHead } from '../support/receiptHead';
import { useTempFolder } from './tempFolder';

function document(id: string, files: readonly ReceiptFile[] = []): ReceiptDocument {
  return {
    head: receiptHead({
      id,
      commit: { id: 'abc', message: 'a\nb' },
      endedAt: `2026-01-01T00:00:0${id}.000Z`,
    }),
    files: () => inTurns(files),
  };
}

function* manyFiles(count: number): Generator<ReceiptFile> {
  for (let index = 0; index < count; index++)
    yield {
      path: `data/ordner-ü/${index}.txt`,
      source: `/home/ox/data/ordner-ü/${index}.txt`,
      hash: 'f00',
      size: index,
      outcome: 'uploaded',
    };
}

describe('receipts on disk', () => {
  const folder = useTempFolder();

  it('are kept newest first, for their owner only, and no more than there may be', async () => {
    const receipts = new Receipts(folder('receipts'), { most: 2, mostBytes: 1e6 });
    for (const id of ['1', '3', '2']) await receipts.keep(document(id));

    assert.deepEqual(
      (await receipts.list()).map(({ head }) => head.id),
      ['3', '2'],
    );
    assert.deepEqual((await readdir(folder('receipts'))).sort(), ['2.json', '3.json']);
    const { mode } = await stat(folder('receipts/3.json'));
    assert.equal(mode & 0o777, process.platform === 'win32' ? mode & 0o777 : 0o600);
  });

  it('are pruned by their bytes, but for the newest one', async () => {
    const receipts = new Receipts(folder('receipts'), { most: 10, mostBytes: 10_000 });
    const large = [...manyFiles(100)];
    for (const id of ['1', '2']) await receipts.keep(document(id, large));

    assert.deepEqual(
      (await receipts.list()).map(({ head }) => head.id),
      ['2'],
    );
  });

  it('of a run that ended twice are one, and can be removed', async () => {
    const receipts = new Receipts(folder('receipts'));
    await receipts.keep(document('1'));
    await receipts.keep(document('1', [{ source: '/a', outcome: 'failed', reason: 'gone' }]));
    await receipts.keep(document('2'));

    assert.equal((await receipts.find('1'))?.head.counts.failed, 1);
    await receipts.remove('1');
    assert.deepEqual(
      (await receipts.list()).map(({ head }) => head.id),
      ['2'],
    );
    await receipts.clear();
    assert.deepEqual(await receipts.list(), []);
  });

  it('are not looked for in a pipe, nor far into a file that is none', async function () {
    if (process.platform === 'win32') this.skip();
    execFileSync('mkfifo', [folder('pipe')]);
    await writeFile(folder('large'), '');
    await truncate(folder('large'), 600 * 1024 * 1024);

    await assert.rejects(
      openReceipt(folder('pipe')),
      /pipe cannot be read as a receipt: it is not a regular/,
    );
    const before = process.memoryUsage().rss;
    await assert.rejects(openReceipt(folder('large')), /large cannot be read as a receipt: it is too large/);
    assert.ok(process.memoryUsage().rss - before < 200 * 1024 * 1024);
  });

  it('in one line are read as those in many, and a line without end is given up', async () => {
    const receipts = new Receipts(folder('receipts'));
    await receipts.keep(document('1', [...manyFiles(90_000)]));
    const path = folder('receipts/1.json');
    const text = await readFile(path, 'utf8');
    const oneLine = JSON.stringify(JSON.parse(text));
    assert.ok(oneLine.length > 8 * 1024 * 1024);
    await writeFile(folder('compact.json'), oneLine);
    assert.equal((await openReceipt(folder('compact.json'))).head.id, '1');

    await writeFile(path, text.replace(/\n[^]*/, `\n${'x'.repeat(9 * 1024 * 1024)}`));
    const damaged = await openReceipt(path);
    await assert.rejects(damaged.files()[Symbol.asyncIterator]().next(), /one of its lines is too long/);
  });

  it('that cannot be read are passed over', async () => {
    const receipts = new Receipts(folder('receipts'));
    await receipts.keep(document('1'));
    await writeFile(folder('receipts/2.json'), 'no receipt');

    assert.equal((await receipts.list()).length, 1);
  });

  it('are JSON, read in pages from where the last one ended', async () => {
    const files = [...manyFiles(2500)];
    await writeReceipt(folder('a.json'), document('1', files));
    const whole: unknown = JSON.parse(await readFile(folder('a.json'), 'utf8'));
    assert.ok(typeof whole === 'object' && whole !== null && 'files' in whole);
    assert.deepEqual(whole.files, files);

    const receipt = await openReceipt(folder('a.json'));
    const read: ReceiptFile[] = [];
    let from: ReceiptPlace | undefined;
    for (;;) {
      const before = read.length;
      for await (const some of receipt.files(from)) {
        for (const { file, next } of some.slice(0, 250)) {
          read.push(file);
          from = next;
        }
        break;
      }
      if (read.length === before) break;
    }
    assert.deepEqual(read, files);
  });

  it('of 100 000 files are written and read without holding the thread', async () => {
    let longest = 0;
    let last = process.cpuUsage();
    // By its own time: what else the machine does meanwhile says nothing of it.
    const timer = setInterval(() => {
      const { user, system } = process.cpuUsage(last);
      longest = Math.max(longest, (user + system) / 1000);
      last = process.cpuUsage();
    }, 5);
    await writeReceipt(folder('a.json'), { ...document('1'), files: () => inTurns(manyFiles(100_000)) });
    let count = 0;
    for await (const files of (await openReceipt(folder('a.json'))).files()) count += files.length;
    clearInterval(timer);

    assert.equal(count, 100_000);
    assert.ok(longest < 250, `${longest} ms`);
  }).timeout(30_000);
});
