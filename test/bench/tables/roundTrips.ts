import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import * as v from 'valibot';
import { FOR_NODE } from '../../support/forNode';
import { writeMany, writeSeveral } from '../content/write';
import { type LineSpeed, SlowLine } from '../line';
import { inMiB, MiB } from '../sizes';
import { timedUpload } from '../timed';
import { type Measured, type TableOptions, withPlace } from './table';

/** A request with less is none with content. */
const CONTENT_BYTES = 16 * 1024;

/** In ms since the process began. */
const Request = v.strictObject({ sent: v.number(), answered: v.number(), bytes: v.number() });
type Request = v.InferOutput<typeof Request>;
const Line = v.union([Request, v.strictObject({ ended: v.number() })]);

interface Upload {
  readonly title: string;
  readonly bytes: number;
  readonly files: number;
  readonly line: LineSpeed;
  readonly write: (folder: string) => Promise<void>;
}

/** Where the time goes over a long line: in round trips before and after, on the line, or in the server's last answer. */
export async function roundTrips({ server, scale }: TableOptions): Promise<Measured> {
  const large = (bytesPerSecond: number, bytes: number): Upload => ({
    ...{ title: `1 × ${inMiB(bytes)}`, bytes, files: 1, line: { bytesPerSecond, roundTripMs: 50 } },
    write: (folder) => writeSeveral(folder, 1, bytes),
  });
  const small = (count: number, bytes: number): Upload => ({
    ...{ title: `${count.toLocaleString('en')} × ${bytes / 1000} kB`, bytes: count * bytes, files: count },
    line: { bytesPerSecond: 20e6, roundTripMs: 50 },
    write: (folder) => writeMany(folder, count, bytes),
  });
  const uploads = [
    large(2e6, (64 * MiB) / scale),
    large(20e6, (512 * MiB) / scale),
    small(Math.floor(2000 / scale), 20_000),
  ];
  const rows: string[][] = [];
  for (const upload of uploads) rows.push(rowOf(upload, await traced(upload, server)));
  return {
    title: 'Where the time goes over a long line',
    notes: [
      'Ours, one run each, nothing remembered of the server: from the start of the process to the first request with content; from there to the last answer to one; from there to the end. The last answer: what the request that ended last took beyond its own time on the line, such as the server’s joining and hashing of the chunks.',
    ],
    head: ['Upload', 'Line', 'Before', 'Sending', 'of the line', 'Last answer', 'After'],
    rows,
    broken: [],
  };
}

interface Trace {
  readonly requests: readonly Request[];
  readonly ended: number;
}

function traced({ write, files, line }: Upload, server: TableOptions['server']): Promise<Trace> {
  return withPlace(
    server,
    async ({ folder, repository, upload }) => {
      await write(join(folder, 'content'));
      const tracer = join(folder, 'tracer.cjs');
      await build({
        ...FOR_NODE,
        entryPoints: [join(__dirname, '../tracer.ts')],
        outfile: tracer,
        format: 'cjs',
        logLevel: 'warning',
      });
      const slow = await SlowLine.start(server.origin, line);
      const trace = join(folder, 'requests');
      try {
        const options = upload('content', { to: repository.by(slow.origin) });
        const env = { ...options.env, NODE_OPTIONS: `--require=${tracer}`, OXEN_BENCH_REQUESTS: trace };
        await timedUpload({ ...options, env });
      } finally {
        await slow.close();
      }
      return traceIn(readFileSync(trace, 'utf8'));
    },
    files,
  );
}

function traceIn(text: string): Trace {
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => v.parse(Line, JSON.parse(line)));
  const requests = lines.filter((line) => 'sent' in line);
  const ended = lines.find((line) => 'ended' in line)?.ended;
  assert(ended !== undefined);
  return { requests, ended };
}

function rowOf({ title, bytes, line }: Upload, { requests, ended }: Trace): string[] {
  const content = requests.filter((request) => request.bytes >= CONTENT_BYTES);
  const last = content.toSorted((one, other) => one.answered - other.answered).at(-1);
  assert(last !== undefined);
  const first = Math.min(...content.map(({ sent }) => sent));
  const onLine = (of: number) => (of / line.bytesPerSecond) * 1000;
  const part = (ms: number, is: (request: Request) => boolean) =>
    `${seconds(ms)}, ${requests.filter(is).length} requests`;
  return [
    title,
    `${line.bytesPerSecond / 1e6} MB/s, ${line.roundTripMs} ms`,
    part(first, ({ sent }) => sent < first),
    seconds(last.answered - first),
    `${Math.round((onLine(bytes) / (last.answered - first)) * 100)} %`,
    seconds(last.answered - last.sent - onLine(last.bytes)),
    part(ended - last.answered, ({ sent }) => sent >= last.answered),
  ];
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
