import { t } from '@vscode/l10n';
import { fstatSync, type Stats } from 'node:fs';
import { readlink, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isAtOrBelow } from '../../core/files/isAtOrBelow';
import { errorCode } from '../../core/files/localFileError';
import { openReceipt } from '../../core/upload/receipt/receiptFile';
import { messageOf, UserError } from '../../core/userError';

/** Where `--receipt FILE` leads: to a file that may be replaced, or to what is written into. */
export type ReceiptPlace =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'pipe' | 'device'; readonly path: string }
  | { readonly kind: 'stdout' | 'stderr' };

/**
 * Finds where a receipt is to be written. Links are followed.
 *
 * @param selection what is uploaded, as absolute paths
 * @throws UserError where something else than a receipt would be overwritten, or what is uploaded be changed
 */
export async function findReceiptPlace(file: string, selection: readonly string[]): Promise<ReceiptPlace> {
  const stats = await look(file);
  if (stats !== undefined) {
    const own = ownStream(stats);
    if (own !== undefined) return { kind: own };
    if (stats.isFIFO()) return { kind: 'pipe', path: resolve(file) };
    if (stats.isCharacterDevice()) return { kind: 'device', path: resolve(file) };
    if (!stats.isFile()) throw refusal(t('{0} is not a file that a receipt can be written to.', file));
  }
  const path = await leadsTo(resolve(file));
  if (await isSelected(path, selection))
    throw new UserError(
      t('The receipt cannot be written to {0}: that is part of what you are uploading.', file),
      { advice: t('Name another file with --receipt, outside of what you upload.') },
    );
  if (stats !== undefined && stats.size > 0 && !(await isReceipt(path)))
    throw refusal(t('{0} is there already and is not a receipt: it is not overwritten.', file));
  return { kind: 'file', path };
}

function refusal(text: string, cause?: unknown): UserError {
  return new UserError(text, { advice: t('Name another file with --receipt.'), cause });
}

/** `undefined` where nothing is; that a folder is missing is told when the receipt is written. */
async function look(file: string): Promise<Stats | undefined> {
  try {
    return await stat(file);
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw refusal(t('The receipt cannot be written to {0}: {1}.', file, messageOf(error)), error);
  }
}

/** `/dev/stdout` and the like, whatever it is: opened once more, a file would be written from its start again. */
function ownStream(stats: Stats): 'stdout' | 'stderr' | undefined {
  for (const name of ['stdout', 'stderr'] as const)
    try {
      const { dev, ino } = fstatSync(process[name].fd);
      if (ino !== 0 && dev === stats.dev && ino === stats.ino) return name;
    } catch {
      // it is closed
    }
  return undefined;
}

/** The path without links, also where nothing is at their end yet. */
async function leadsTo(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const folder = await realpath(dirname(path)).catch(() => dirname(path));
    const link = await readlink(path).catch(() => undefined);
    return link === undefined ? join(folder, basename(path)) : leadsTo(resolve(folder, link));
  }
}

async function isSelected(path: string, selection: readonly string[]): Promise<boolean> {
  for (const one of selection) {
    if (isAtOrBelow(path, await leadsTo(resolve(one)))) return true;
  }
  return false;
}

function isReceipt(path: string): Promise<boolean> {
  return openReceipt(path).then(
    () => true,
    () => false,
  );
}

function isAbsence(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(String(errorCode(error)));
}
