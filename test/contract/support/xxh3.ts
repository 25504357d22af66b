import { xxhash128 } from 'hash-wasm';

/** Hash of a content as Oxen writes it. */
export async function xxh3(content: Uint8Array): Promise<string> {
  return (await xxhash128(content)).replace(/^0+(?=.)/, '');
}
