import { t } from '@vscode/l10n';
import { basename } from 'node:path';
import { type SkippedFile, skipReasonText } from '../../core/files/localFile';
import { isReasonForSecrecy } from '../../core/upload/plan/secretNames';
import type { Receipt } from '../../core/upload/run/receipt';
import { namesOf } from './words';

/**
 * What an upload has left out, in no sentence or more.
 *
 * @param files those of the skipped that are known by their names: not those left to somebody else
 * @param receiptId of the receipt, which names each of them; without it the log does
 */
export function leftOutText(
  { skipped, refused }: Pick<Receipt['files'], 'skipped' | 'refused'>,
  files: readonly SkippedFile[],
  receiptId: string | undefined,
): string[] {
  const [only] = files;
  if (skipped === 1 && refused === 0 && only !== undefined) return [onlyText(only)];
  const secrets = files.filter(({ reason }) => isReasonForSecrecy(reason)).map(({ path }) => path);
  const unticked = files.filter(({ reason }) => reason === 'unticked').length;
  const counts = [
    ...told(skipped - secrets.length - unticked, (count) => t('{0} skipped', count)),
    ...told(unticked, (count) => t('{0} unticked', count)),
    ...told(refused, (count) => t('{0} refused', count)),
  ].join(', ');
  return [
    ...(secrets.length === 0 ? [] : [t('Left out as possible secrets: {0}.', namesOf(secrets))]),
    ...(counts === ''
      ? []
      : [receiptId === undefined ? t('{0}: see the log.', counts) : t('{0}: see the receipt.', counts)]),
  ];
}

function onlyText({ path, reason }: SkippedFile): string {
  const name = basename(path);
  if (reason === 'unticked') return t('{0} was unticked.', name);
  return t('{0} was skipped: {1}.', name, skipReasonText(reason));
}

function told(count: number, text: (count: string) => string): string[] {
  return count === 0 ? [] : [text(count.toLocaleString('en'))];
}
