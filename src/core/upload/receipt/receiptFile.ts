import { t } from '@vscode/l10n';
import type { FileHandle } from 'node:fs/promises';
import * as v from 'valibot';
import { openPrivateFile } from '../../files/privateFiles';
import { openRegularFile, readRegularFile } from '../../files/regularFile';
import { writeWhole } from '../../files/wholeFile';
import { messageOf, UserError } from '../../userError';
import { KIND, type ReceiptDocument, ReceiptFile, ReceiptHead, VERSION } from './form';
import { FILES, receiptText } from './receiptText';

/** What is read in one go, in bytes. */
const PIECE = 64 * 1024;
/** A longer line is not one of a receipt: the head is some KiB, a file's as long as its paths. In bytes. */
const LONGEST_LINE = 8 * 1024 * 1024;
/** One that another program has put in other lines is in memory as a whole. */
const REFORMATTED_BYTES = 64 * 1024 * 1024;
/** More than those that are kept have together, and less than a string can hold. */
const KEPT_BYTES = 256 * 1024 * 1024;

/**
 * Writes a receipt whole or not at all.
 *
 * @param open makes the file; by default for its owner only
 */
export async function writeReceipt(
  path: string,
  document: ReceiptDocument,
  open: (path: string, flags: string) => Promise<FileHandle> = openPrivateFile,
): Promise<ReceiptHead> {
  const text = await receiptText(document);
  await writeWhole(path, async (part) => {
    const file = await open(part, 'wx');
    try {
      for await (const piece of text.pieces()) await file.write(piece);
    } finally {
      await file.close();
    }
  });
  return text.head;
}

/** A receipt on disk, of which only the head was read. */
export interface OpenReceipt {
  readonly head: ReceiptHead;
  /** Files in their order, many at a time, from such a place on: the start, or one that came with others. */
  files(from?: ReceiptPlace): AsyncIterable<readonly PlacedFile[]>;
}

/** Where the files go on. */
export type ReceiptPlace = number & { readonly __brand: 'ReceiptPlace' };

export interface PlacedFile {
  readonly file: ReceiptFile;
  /** Behind it. */
  readonly next: ReceiptPlace;
}

/** The file cannot be read, or is no receipt that this program knows. */
export class ReceiptError extends UserError {}

/** @throws ReceiptError */
export async function openReceipt(path: string): Promise<OpenReceipt> {
  const first = await understand(path, () => firstLine(path));
  if (first?.text.endsWith(FILES) !== true) return openReformatted(path);
  const head = await understand(path, () => headIn(JSON.parse(`${first.text}]}`)));
  return {
    head,
    async *files(from) {
      for await (const lines of linesFrom(path, from ?? first.next))
        yield await understand(path, () => lines.flatMap(fileIn));
    },
  };
}

/**
 * A receipt that is kept, as it is.
 *
 * @throws ReceiptError
 */
export function receiptJson(path: string): Promise<string> {
  const bounds = { maxBytes: KEPT_BYTES, links: 'followed' } as const;
  return understand(path, async () => (await readRegularFile(path, bounds)).toString('utf8'));
}

/** Other programs write JSON in other lines. */
async function openReformatted(path: string): Promise<OpenReceipt> {
  const value = await understand(path, async () => {
    const bounds = { maxBytes: REFORMATTED_BYTES, links: 'followed' } as const;
    const whole: unknown = JSON.parse((await readRegularFile(path, bounds)).toString('utf8'));
    return { head: headIn(whole), ...v.parse(v.object({ files: v.array(ReceiptFile) }), whole) };
  });
  return {
    head: value.head,
    // eslint-disable-next-line @typescript-eslint/require-await -- as the others are read
    async *files(from = place(0)) {
      yield value.files.slice(from).map((file, index) => ({ file, next: place(from + index + 1) }));
    },
  };
}

function headIn(value: unknown): ReceiptHead {
  const { kind, version } = v.parse(v.object({ kind: v.string(), version: v.number() }), value);
  if (kind !== KIND) throw new TypeError(t('it is something else'));
  if (version !== VERSION)
    throw new TypeError(t('version {0} of receipts is not known; a newer Oxen Upload may', version));
  return v.parse(ReceiptHead, value);
}

interface Line {
  readonly text: string;
  /** The byte after it. */
  readonly next: ReceiptPlace;
}

function fileIn({ text, next }: Line): readonly PlacedFile[] {
  if (text === ']}' || text === '') return [];
  const json = text.endsWith(',') ? text.slice(0, -1) : text;
  return [{ file: v.parse(ReceiptFile, JSON.parse(json)), next }];
}

/** `undefined` when it is longer than that of a receipt in its own lines. */
async function firstLine(path: string): Promise<Line | undefined> {
  try {
    for await (const [line] of linesFrom(path, place(0))) if (line !== undefined) return line;
  } catch (error) {
    if (error instanceof TooLongError) return undefined;
    throw error;
  }
  throw new TypeError(t('it is empty'));
}

class TooLongError extends Error {}

/** Lines as they come from the disk. */
async function* linesFrom(path: string, from: ReceiptPlace): AsyncGenerator<readonly Line[]> {
  const file = await openRegularFile(path, { links: 'followed' });
  const stream = file.createReadStream({ start: from, highWaterMark: PIECE });
  const pieces: AsyncIterable<Buffer> = stream;
  const open: Buffer[] = [];
  let openBytes = 0;
  let at: number = from;
  for await (const piece of pieces) {
    const end = piece.lastIndexOf(0x0a);
    openBytes = end < 0 ? openBytes + piece.length : piece.length - end - 1;
    if (openBytes > LONGEST_LINE) throw new TooLongError(t('one of its lines is too long'));
    if (end < 0) {
      open.push(piece);
      continue;
    }
    const whole = Buffer.concat([...open.splice(0), piece.subarray(0, end)]);
    open.push(piece.subarray(end + 1));
    yield whole
      .toString('utf8')
      .split('\n')
      .map((text) => {
        at += Buffer.byteLength(text) + 1;
        return { text, next: place(at) };
      });
  }
  const rest = Buffer.concat(open).toString('utf8');
  if (rest !== '') yield [{ text: rest, next: place(at + Buffer.byteLength(rest)) }];
}

function place(value: number): ReceiptPlace {
  return value as ReceiptPlace;
}

async function understand<T>(path: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw new ReceiptError(t('{0} cannot be read as a receipt: {1}.', path, messageOf(error)), {
      advice: t('Choose a file that “upload --receipt” or Copy Receipt has made.'),
      cause: error,
    });
  }
}
