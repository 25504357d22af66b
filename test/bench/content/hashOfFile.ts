import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createXXHash128 } from 'hash-wasm';
import { xxh3 } from '../../contract/support/xxh3';

const MiB = 1024 * 1024;
const PIECE_BYTES = MiB;
/** Above it a file is read as a stream. */
const WHOLE_BYTES = 8 * MiB;

/** The hash of a file of so many bytes, as Oxen writes it. */
export async function hashOfFile(path: string, size: number): Promise<string> {
  if (size <= WHOLE_BYTES) return xxh3(await readFile(path));
  return hashOfStream(createReadStream(path, { highWaterMark: PIECE_BYTES }));
}

/** The hash of all that comes, as Oxen writes it. */
export async function hashOfStream(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = await createXXHash128();
  for await (const piece of stream) hash.update(piece);
  return hash.digest('hex').replace(/^0+(?=.)/, '');
}
