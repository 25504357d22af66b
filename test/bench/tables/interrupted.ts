import assert from 'node:assert/strict';
import { join } from 'node:path';
import { startUpload } from '../../contract/support/headless';
import { writeLarge } from '../content/write';
import { CountingProxy } from '../countingProxy';
import { inTime } from '../limit';
import type { BenchServer } from '../server';
import { inMiB, MiB } from '../sizes';
import { type Measured, type TableOptions, withPlace } from './table';

const BYTES = 2048 * MiB;

/** What travels twice when the uploader is killed in the middle of a large file, by a proxy that counts. */
export async function interrupted({ server, scale }: TableOptions): Promise<Measured> {
  const bytes = BYTES / scale;
  const rows: string[][] = [];
  for (const engine of ['auto', ...largeFileEngines(server)]) {
    const { before, after } = await killInTheMiddle(server, engine, bytes);
    const twice = Math.max(0, before + after - bytes);
    const share = `${Math.round((twice / bytes) * 100)} %`;
    rows.push([engine, inMiB(before), inMiB(after), inMiB(twice), share]);
  }
  return {
    title: `\`kill -9\` in the middle of a file of ${inMiB(bytes)}, then \`--resume\``,
    notes: ['Bytes that left for the server, counted by a proxy; heads of requests are among them.'],
    head: ['Engine', 'sent before', 'sent after', 'sent twice', 'of the file'],
    rows,
    broken: [],
  };
}

export function largeFileEngines({ version }: BenchServer): readonly string[] {
  return ['upload-chunk', 'version-chunks', ...(version === '0.65.2' ? ['version-uploads'] : [])];
}

function killInTheMiddle(
  server: BenchServer,
  engine: string,
  bytes: number,
): Promise<{ readonly before: number; readonly after: number }> {
  return withPlace(server, async ({ folder, repository, upload }) => {
    await writeLarge(join(folder, 'large.bin'), bytes);
    const proxy = await CountingProxy.start(server.origin);
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
