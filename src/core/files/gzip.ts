import { extname } from 'node:path';
import { constants, deflateRaw, gzip } from 'node:zlib';
import { promisify } from 'node:util';

/** Both on threads of their own. */
const compress = promisify(gzip);
const deflate = promisify(deflateRaw);

/** Below this a part's head costs more than is won, in bytes. */
const WORTH_BYTES = 512;
/**
 * The size to which a sample must shrink: random content in gzip costs twice the time and wins nothing
 * (docs/protocol/measured.md#gzip).
 */
const WORTH_RATIO = 0.9;
const SAMPLE_BYTES = 4096;
/** As little state as fits the sample: it is made and thrown away for each. */
const SAMPLE_OPTIONS = { level: constants.Z_BEST_SPEED, windowBits: 12, memLevel: 4 };
/** For so many files, and bytes of them, a sample speaks: one costs as much as sending a small file. */
const FILES_A_SAMPLE = 100;
const BYTES_A_SAMPLE = 64 * 1024 * 1024;

/** Twice the time for a twentieth less. */
const LEVELS = { fast: constants.Z_BEST_SPEED, well: constants.Z_DEFAULT_COMPRESSION } as const;
export type PackingLevel = keyof typeof LEVELS;

/** What the last sample of a kind has shown, and for how much more it speaks. */
interface Kind {
  readonly shrinks: boolean;
  files: number;
  bytes: number;
}

/** Packs contents that shrink. Files of one kind, by their names' endings, are taken to be alike. */
export class Packing {
  private readonly kinds = new Map<string, Kind>();

  /** `bytes` as gzip when a sample shows that they shrink; `undefined` when they travel as they are. */
  async pack(name: string, bytes: Uint8Array, level: PackingLevel): Promise<Uint8Array | undefined> {
    const { byteLength } = bytes;
    if (byteLength < WORTH_BYTES) return undefined;
    const kind = extname(name).toLowerCase();
    if (!(await this.shrinks(kind, bytes))) return undefined;
    const packed = await compress(bytes, { level: LEVELS[level] });
    if (packed.byteLength <= byteLength * WORTH_RATIO) return packed;
    this.kinds.delete(kind); // they are not all alike
    return packed.byteLength < byteLength ? packed : undefined;
  }

  private async shrinks(kind: string, bytes: Uint8Array): Promise<boolean> {
    const known = this.kinds.get(kind);
    if (known !== undefined && known.files > 0 && known.bytes > 0) {
      known.files--;
      known.bytes -= bytes.byteLength;
      return known.shrinks;
    }
    const shrinks = await doesShrink(bytes);
    this.kinds.set(kind, { shrinks, files: FILES_A_SAMPLE, bytes: BYTES_A_SAMPLE });
    return shrinks;
  }
}

/** By a sample from its middle. */
export async function doesShrink(bytes: Uint8Array): Promise<boolean> {
  const start = Math.max(0, Math.floor((bytes.byteLength - SAMPLE_BYTES) / 2));
  const sample = bytes.subarray(start, start + SAMPLE_BYTES);
  return (await deflate(sample, SAMPLE_OPTIONS)).byteLength <= sample.byteLength * WORTH_RATIO;
}
