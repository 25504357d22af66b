import assert from 'node:assert/strict';
import { cutIntoBatches } from '../../src/core/upload/limits/cutIntoBatches';
import { BatchSize } from '../../src/core/upload/limits/batchSize';

const KiB = 1024;
const MiB = 1024 * KiB;

describe('the size of a request with small files', () => {
  it('is about a hundred tiny files, or 2 MiB of larger ones, to begin with', async () => {
    assert.equal((await firstBatch(new BatchSize(), 10)).files, 102);
    const { bytes } = await firstBatch(new BatchSize(), 500 * KiB);
    assert.ok(bytes > 1.4 * MiB && bytes <= 2 * MiB, String(bytes));
  });

  for (const [line, bytesPerSecond, msPerFile] of [
    ['a slow line', 50 * KiB, 0],
    ['a slow server', 100 * MiB, 100],
    ['neither fast', MiB, 10],
  ] as const) {
    for (const fileBytes of [2 * KiB, 20 * KiB, 200 * KiB]) {
      it(`becomes such that one takes about 5 s: ${line}, files of ${fileBytes / KiB} KiB`, async () => {
        const { ms, files } = await after(30, { bytesPerSecond, msPerFile, fileBytes });
        assert.ok(ms <= 8000 && (ms >= 2500 || files === 200), `${files} files in ${ms} ms`);
      });
    }
  }

  it('is one file at least, however slow the line is', async () => {
    assert.equal((await after(50, { bytesPerSecond: KiB, msPerFile: 0, fileBytes: 60 * KiB })).files, 1);
  });

  it('is at most 8 MiB and 200 files, however fast the line is', async () => {
    const fast = { bytesPerSecond: 1000 * MiB, msPerFile: 0 };
    assert.equal((await after(50, { ...fast, fileBytes: KiB })).files, 200);
    const { bytes } = await after(50, { ...fast, fileBytes: 500 * KiB });
    assert.ok(bytes > 7 * MiB && bytes <= 8 * MiB, String(bytes));
  });

  it('shrinks within a few requests when the line is slow', async () => {
    const { bytes } = await after(6, { bytesPerSecond: 10 * KiB, msPerFile: 0, fileBytes: 10 * KiB });
    assert.ok(bytes <= 200 * KiB, String(bytes));
  });

  it('is not turned over by a single request', async () => {
    const size = new BatchSize();
    size.note({ files: 1, bytes: 10 }, 1);
    const { files } = await firstBatch(size, 10);
    assert.ok(files > 50 && files <= 200, String(files));
  });

  it('changes for the batches that are not cut yet', async () => {
    const size = new BatchSize();
    const cut: number[] = [];
    const items = Array.from({ length: 1000 }, () => 10);
    for await (const batch of cutIntoBatches(
      [items],
      () => size.limits,
      (bytes) => bytes,
    )) {
      cut.push(batch.length);
      size.note({ files: 1, bytes: 10 }, 60_000);
    }
    assert.ok((cut[0] ?? 0) > 50, String(cut));
    assert.ok((cut.at(-2) ?? Infinity) < 10, String(cut));
  });
});

interface Way {
  readonly bytesPerSecond: number;
  /** What each file costs the server. */
  readonly msPerFile: number;
  readonly fileBytes: number;
}

/** The batch that follows so many of them. */
async function after(requests: number, { bytesPerSecond, msPerFile, fileBytes }: Way) {
  const size = new BatchSize();
  for (let request = 0; ; request++) {
    const batch = await firstBatch(size, fileBytes);
    const ms = (batch.bytes / bytesPerSecond) * 1000 + batch.files * msPerFile;
    if (request === requests) return { ...batch, ms };
    size.note(batch, ms);
  }
}

async function firstBatch(size: BatchSize, fileBytes: number) {
  const many = Array.from({ length: 1000 }, () => fileBytes);
  const cut = cutIntoBatches(
    [many],
    () => size.limits,
    (bytes) => bytes,
  );
  const batch = (await cut.next()).value ?? [];
  return { files: batch.length, bytes: batch.length * fileBytes };
}
