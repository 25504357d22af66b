import { constants, gzip } from 'node:zlib';
import { promisify } from 'node:util';

const compress = promisify(gzip);

const SAMPLE_BYTES = 16 * 1024;
/** Below this a part's head costs more than is won. */
const WORTH_BYTES = 512;
/** The size to which a sample must shrink: random content in gzip costs twice the time and wins nothing (live-facts.md). */
const WORTH_RATIO = 0.9;

/** `bytes` as gzip when a sample from its middle shows that they shrink; `undefined` when they travel as they are. */
export async function gzipIfSmaller(bytes: Uint8Array): Promise<Uint8Array | undefined> {
  if (bytes.byteLength < WORTH_BYTES) return undefined;
  const start = Math.max(0, Math.floor((bytes.byteLength - SAMPLE_BYTES) / 2));
  const sample = bytes.subarray(start, start + SAMPLE_BYTES);
  const packedSample = await compress(sample, { level: constants.Z_BEST_SPEED });
  if (packedSample.byteLength > sample.byteLength * WORTH_RATIO) return undefined;
  if (sample.byteLength === bytes.byteLength) return packedSample;
  const packed = await compress(bytes, { level: constants.Z_BEST_SPEED });
  return packed.byteLength < bytes.byteLength ? packed : undefined;
}
