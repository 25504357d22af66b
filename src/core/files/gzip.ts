import { constants, deflateRawSync, gzip } from 'node:zlib';
import { promisify } from 'node:util';

const compress = promisify(gzip);

/** Below this a part's head costs more than is won, in bytes. */
const WORTH_BYTES = 512;
/**
 * The size to which a sample must shrink: random content in gzip costs twice the time and wins nothing
 * (docs/protocol/measured.md#gzip).
 */
const WORTH_RATIO = 0.9;
const SAMPLE_BYTES = 4096;
/** As little state as fits the sample: it is made and thrown away for each of very many files. */
const SAMPLE_OPTIONS = { level: constants.Z_BEST_SPEED, windowBits: 12, memLevel: 4 };

/** `bytes` as gzip when a sample from their middle shows that they shrink; `undefined` when they travel as they are. */
export async function gzipIfSmaller(bytes: Uint8Array): Promise<Uint8Array | undefined> {
  if (bytes.byteLength < WORTH_BYTES) return undefined;
  const start = Math.max(0, Math.floor((bytes.byteLength - SAMPLE_BYTES) / 2));
  const sample = bytes.subarray(start, start + SAMPLE_BYTES);
  if (deflateRawSync(sample, SAMPLE_OPTIONS).byteLength > sample.byteLength * WORTH_RATIO) return undefined;
  const packed = await compress(bytes, { level: constants.Z_BEST_SPEED });
  return packed.byteLength < bytes.byteLength ? packed : undefined;
}
