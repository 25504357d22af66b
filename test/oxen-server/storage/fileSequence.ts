import { createReadStream } from 'node:fs';

/** The bytes of several files as one stream, one file open at a time. */
export async function* readInSequence(paths: readonly string[]): AsyncGenerator<Buffer> {
  for (const path of paths) {
    for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
      if (!Buffer.isBuffer(chunk)) throw new TypeError('files are read as bytes');
      yield chunk;
    }
  }
}
