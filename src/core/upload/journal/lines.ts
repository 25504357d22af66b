import { OpenFile } from '../../files/openFile';

const NEWLINE = 0x0a;
const PIECE_BYTES = 256 * 1024;
/** A longer line is damage: a record names the files of one batch, or what was selected. */
const LONGEST_LINE_BYTES = 64 * 1024 * 1024;

/**
 * Gives `take` the complete lines of a file, one after the other, until it says `stop`. They end at `\n` and nowhere
 * else: JSON holds U+2028 as it is, at which `node:readline` splits from Node 24 on. However large the file is, no
 * more than one line of it is in memory.
 *
 * @param take `line` is of use until it returns; `end` is where the next one begins
 * @throws LocalFileError for what is no file, or cannot be read
 */
export async function eachLine(
  path: string,
  take: (line: Buffer, end: number) => 'go on' | 'stop',
): Promise<void> {
  const file = await OpenFile.open(path);
  try {
    const buffer = Buffer.allocUnsafeSlow(PIECE_BYTES);
    let begun: Buffer[] = [];
    let begunBytes = 0;
    for (let at = 0; ;) {
      const read = await file.fill(buffer, at);
      const piece = buffer.subarray(0, read);
      let from = 0;
      for (let end = piece.indexOf(NEWLINE); end >= 0; end = piece.indexOf(NEWLINE, from)) {
        const rest = piece.subarray(from, end);
        const line = begun.length === 0 ? rest : Buffer.concat([...begun, rest]);
        from = end + 1;
        begun = [];
        begunBytes = 0;
        if (take(line, at + from) === 'stop') return;
      }
      begun.push(Buffer.from(piece.subarray(from)));
      begunBytes += read - from;
      at += read;
      if (read < PIECE_BYTES || begunBytes > LONGEST_LINE_BYTES) return;
    }
  } finally {
    await file.close();
  }
}
