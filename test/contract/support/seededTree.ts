import { createCipheriv } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

const KiB = 1024;
const MiB = 1024 * KiB;
const FILES = 500;

/** The same bytes for the same seed, and no two alike: they do not compress. */
export function seededBytes(seed: number, length: number): Buffer {
  const key = Buffer.alloc(16);
  key.writeUInt32LE(seed);
  return createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(length));
}

/** Names that are lawful here and on the server, and trouble anywhere in between. */
export const AWKWARD_NAMES = [
  'with spaces  and  more.txt',
  ' leading and trailing ',
  'Umlaut äöü ß.txt'.normalize('NFC'),
  'Umlaut äöü ß.txt'.normalize('NFD'),
  '100%20percent%2Fencoded%.txt',
  'a+b+c.txt',
  '#hash#.txt',
  'what?now?.txt',
  '"double" and \'single\'.txt',
  '[brackets] {braces} (rounds) <angles>.txt',
  'semi;colon;.txt',
  'name="x"; filename="y.txt"',
  '🐂 ox 👩‍👩‍👧‍👦.txt',
  'a&b=c|d~e`f^g$h!i@j.txt',
  'star*colon:comma,.txt',
  '-rf',
  '--engine',
  '.hidden',
  '.oxenignored',
  'ends with dot.',
  '...',
  'without-extension',
  '中文文件.txt',
  'ملف.txt',
  'CON',
  'x'.repeat(200) + '.txt',
];

/** Contents whose hash has leading zeros (docs/protocol/hashes.md#spelling). */
export const LEADING_ZEROS = ['File 2', 'oxen-1648', 'oxen-5413', 'oxen-64715'];

/**
 * Writes a folder of 500 files of 0 B to 5 MB, and in `large/` three above that: all the names, sizes and contents
 * that have been trouble. The same files each time. Returns the bytes of all.
 */
export async function writeSeededTree(folder: string): Promise<number> {
  let bytes = 0;
  const special = [...specialFiles()];
  const plain = [...plainFiles(FILES - special.length)];
  for (const [path, content] of [...special, ...plain, ...largeFiles()]) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
    bytes += Buffer.byteLength(content);
  }
  return bytes;
}

function* specialFiles(): Generator<[path: string, content: string | Buffer]> {
  for (const name of AWKWARD_NAMES) {
    yield [`names/${name}`, `the content of ${name}`];
    yield [`folders/${name}/inside.txt`, `inside ${name}`];
  }
  yield [`${'deeper/'.repeat(30)}bottom.txt`, 'thirty folders down'];
  for (const content of LEADING_ZEROS) yield [`zeros/${content}.txt`, content];
  yield ['equal/one.bin', seededBytes(1, 200 * KiB)];
  yield ['equal/two.bin', seededBytes(1, 200 * KiB)];
  yield ['empty/one', ''];
  yield ['empty/two.txt', ''];
  yield ['types/table.csv.gz', gzipSync('a,b\n1,2\n')];
  yield ['types/table.csv', 'a,b\n1,2\n3\n"open'];
  yield ['types/broken.parquet', seededBytes(2, 3000)];
  yield ['types/broken.jpg', seededBytes(3, 3000)];
  yield ['types/lines.jsonl', '{"a":1}\nnot json\n'];
}

/** Mostly small, as in a data set; every third one compresses. */
function* plainFiles(count: number): Generator<[path: string, content: Buffer]> {
  for (let index = 0; index < count; index++) {
    const size = sizeOf(index);
    const content =
      index % 3 === 0 ? Buffer.alloc(size, `line ${index} of many\n`) : seededBytes(1000 + index, size);
    yield [`plain/${index % 7}/part-${index % 31}/file-${index}.bin`, content];
  }
}

function sizeOf(index: number): number {
  if (index % 300 === 299) return 5_000_000;
  if (index % 100 === 99) return MiB + index;
  return (index * 37) % (20 * KiB);
}

function* largeFiles(): Generator<[path: string, content: Buffer]> {
  yield ['large/exactly 10 MiB.bin', seededBytes(10, 10 * MiB)];
  yield ['large/10 MiB and 1.bin', seededBytes(11, 10 * MiB + 1)];
  yield ['large/40 MiB.bin', seededBytes(12, 40 * MiB + 12_345)];
}
