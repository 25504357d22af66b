import assert from 'node:assert/strict';
import { join } from 'node:path';
import { startUpload } from '../contract/support/headless';
import type { Bench } from './bench';
import { writeLarge } from './content';
import { CountingProxy } from './countingProxy';
import { inTime } from './limit';
import { inMiB } from './sizes';
import type { Table } from './table';

/** What travels twice when the uploader is killed in the middle of a large file, by a proxy that counts. */
export async function interrupted(benches: readonly Bench[], bytes: number): Promise<Table> {
  const rows: string[][] = [];
  for (const bench of benches) {
    for (const engine of largeFileEngines(bench)) {
      const { before, after } = await killInTheMiddle(bench, engine, bytes);
      const twice = Math.max(0, before + after - bytes);
      const share = `${Math.round((twice / bytes) * 100)} %`;
      rows.push([engine, bench.title, inMiB(before), inMiB(after), inMiB(twice), share]);
    }
  }
  return {
    title: `\`kill -9\` in the middle of a file of ${inMiB(bytes)}, then \`--resume\``,
    notes: ['Bytes that left for the server, counted by a proxy; heads of requests are among them.'],
    head: ['Engine', 'Server', 'sent before', 'sent after', 'sent twice', 'of the file'],
    rows,
    broken: [],
  };
}

export function largeFileEngines({ server }: Bench): readonly string[] {
  return ['upload-chunk', 'version-chunks', ...(server.version === '0.65.2' ? ['version-uploads'] : [])];
}

async function killInTheMiddle(
  bench: Bench,
  engine: string,
  bytes: number,
): Promise<{ readonly before: number; readonly after: number }> {
  return bench.with(async ({ folder, repository, upload }) => {
    await writeLarge(join(folder, 'large.bin'), bytes);
    const proxy = await CountingProxy.start(bench.server.origin);
    try {
      const options = upload('large.bin', { to: repository.by(proxy.origin), engine });
      const first = startUpload(options);
      proxy.onUp = (up) => {
        if (up < bytes / 2) return;
        proxy.onUp = () => undefined;
        void first.kill();
      };
      const { code } = await inTime(first.outcome, () => void first.kill());
      assert.equal(code, null, 'the first run ended before it was killed');
      const before = proxy.up;
      const second = startUpload({ ...options, flags: ['--resume'] });
      const { code: end, told } = await inTime(second.outcome, () => void second.kill());
      assert.equal(end, 0, told);
      return { before, after: proxy.up - before };
    } finally {
      await proxy.close();
    }
  });
}
