import { t } from '@vscode/l10n';
import { constants, open as openFd } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { assertNever } from '../../core/assertNever';
import { errorCode } from '../../core/files/localFileError';
import type { ReceiptDocument } from '../../core/upload/receipt/form';
import { writeReceipt } from '../../core/upload/receipt/receiptFile';
import { receiptText } from '../../core/upload/receipt/receiptText';
import type { ReceiptPlace } from './receiptPlace';

/**
 * Puts a file there whole or not at all, and writes into everything else.
 *
 * @param signal ends the wait for who reads slowly; one that was given before leaves the receipt to be written
 */
export async function writeReceiptTo(
  place: ReceiptPlace,
  document: ReceiptDocument,
  signal: AbortSignal,
): Promise<void> {
  if (place.kind === 'file') {
    // As private as what it replaces.
    const replaced = await stat(place.path).catch(() => undefined);
    await writeReceipt(place.path, document, (path, flags) => open(path, flags, replaced?.mode));
    return;
  }
  const text = await receiptText(document);
  const isOwn = place.kind === 'stdout' || place.kind === 'stderr';
  const options = { end: !isOwn, ...(signal.aborted ? {} : { signal }) };
  await pipeline(Readable.from(text.pieces()), await streamTo(place), options);
}

async function streamTo(place: Exclude<ReceiptPlace, { readonly kind: 'file' }>): Promise<Writable> {
  switch (place.kind) {
    case 'stdout':
    case 'stderr':
      return process[place.kind];
    case 'device':
      return (await open(place.path, constants.O_WRONLY)).createWriteStream();
    case 'pipe':
      return new Socket({ fd: await openPipe(place.path), readable: false, writable: true });
    default:
      return assertNever(place);
  }
}

/** Not waiting for somebody to read, which nobody may. */
async function openPipe(path: string): Promise<number> {
  try {
    return await promisify(openFd)(path, constants.O_WRONLY | (constants.O_NONBLOCK || 0));
  } catch (error) {
    if (errorCode(error) !== 'ENXIO') throw error;
    throw new Error(t('nobody reads from this pipe'), { cause: error });
  }
}
