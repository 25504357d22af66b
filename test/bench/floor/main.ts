/**
 * The floor: what an upload costs that only hashes its files, and has curl send their bytes to the routes that ours
 * takes. It checks nothing, remembers nothing and cannot be resumed. `node floor.js PLAN`
 */
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { createXXHash128 } from 'hash-wasm';
import * as v from 'valibot';
import { curl, type CurlRequest, curlParallel } from './curl';
import { type FloorFile, type FloorPlan, PIECE_BYTES, SMALL_FILE_BYTES } from './plan';
import { Routes } from './routes';

const BATCH_BYTES = 4 * 1024 * 1024;
const READ_BYTES = 1024 * 1024;
/** Files whose parts travel at the same time. */
const LARGE_AT_ONCE = 2;

const Session = v.object({ upload_id: v.string(), part_size: v.literal(PIECE_BYTES) });
const Plan = v.object({
  origin: v.string(),
  repository: v.string(),
  key: v.string(),
  large: v.picklist(['chunks', 'sessions']),
  files: v.array(
    v.object({
      path: v.string(),
      to: v.string(),
      size: v.number(),
      pieces: v.exactOptional(v.array(v.string())),
    }),
  ),
  pace: v.object({ parallel: v.number(), batch: v.number() }),
});

async function main(path = ''): Promise<void> {
  const plan: FloorPlan = v.parse(Plan, JSON.parse(readFileSync(path, 'utf8')));
  const routes = new Routes(plan, randomUUID());
  const hashes = await hashAll(plan.files);
  await curl([routes.open()]);
  await Promise.all([
    curlParallel(smallRequests(plan, routes), plan.pace.parallel),
    sendLarge(plan, routes, hashes),
  ]);
  await curl([routes.merge()]);
}

async function hashAll(files: readonly FloorFile[]): Promise<ReadonlyMap<string, string>> {
  const hash = await createXXHash128();
  const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
  const hashes = new Map<string, string>();
  for (const { path } of files) {
    hash.init();
    const file = openSync(path, 'r');
    for (let read; (read = readSync(file, buffer)) > 0;) hash.update(buffer.subarray(0, read));
    closeSync(file);
    hashes.set(path, hash.digest('hex').replace(/^0+(?=.)/, ''));
  }
  return hashes;
}

function smallRequests({ files, pace }: FloorPlan, routes: Routes): readonly CurlRequest[] {
  const requests: CurlRequest[] = [];
  let batch: FloorFile[] = [];
  let bytes = 0;
  const close = () => {
    if (batch.length > 0) requests.push(routes.batch(batch));
    [batch, bytes] = [[], 0];
  };
  for (const file of files) {
    if (file.size > SMALL_FILE_BYTES) continue;
    if (batch.length === pace.batch || bytes + file.size > BATCH_BYTES) close();
    batch.push(file);
    bytes += file.size;
  }
  close();
  return requests;
}

async function sendLarge(
  { files, large, pace }: FloorPlan,
  routes: Routes,
  hashes: ReadonlyMap<string, string>,
): Promise<void> {
  const waiting = files.filter(({ size }) => size > SMALL_FILE_BYTES).values();
  const lanes = Array.from({ length: LARGE_AT_ONCE }, async () => {
    for (const file of waiting) {
      const hash = hashes.get(file.path) ?? '';
      if (large === 'sessions') await sendSession(file, hash, { routes, pace });
      else await sendChunks(file, hash, { routes, pace });
    }
  });
  await Promise.all(lanes);
}

type Sending = Pick<FloorPlan, 'pace'> & { readonly routes: Routes };

async function sendSession(file: FloorFile, hash: string, { routes, pace }: Sending): Promise<void> {
  const session = v.parse(Session, JSON.parse(await curl([routes.begin(file, hash)])));
  const parts = (file.pieces ?? []).map((piece, index) => routes.part(session.upload_id, index + 1, piece));
  await curlParallel(parts, pace.parallel);
}

async function sendChunks(file: FloorFile, hash: string, { routes, pace }: Sending): Promise<void> {
  const chunks = (file.pieces ?? []).map((piece, index) => routes.chunk(hash, index * PIECE_BYTES, piece));
  await curlParallel(chunks, pace.parallel);
  await curl([routes.complete(file, hash)]);
}

main(process.argv[2]).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
