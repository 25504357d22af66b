import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { repositoryText } from '../../../core/oxen/address';
import type { Preparation } from '../../../core/upload/plan/preparation';
import type { Secret } from '../../../core/upload/plan/secretNames';
import { leaveOut } from '../../../core/upload/plan/secrets';
import type { UploadOrder } from '../../../core/upload/upload';
import { countOf, listOf } from '../../progress/words';
import type { Prompts } from '../../prompts';

/**
 * Has it decided what becomes of files that look like secrets.
 *
 * @returns the preparation with those only that may go; `undefined` when the user does not want to go on
 */
export async function askAboutSecrets(
  preparation: Preparation,
  { target: { repository } }: UploadOrder,
  prompts: Prompts,
): Promise<Preparation | undefined> {
  const { secrets } = preparation;
  if (secrets.length === 0) return preparation;
  return prompts.choose({
    message: t(
      '{0} {1}. What is committed can be read by everyone who can read {2}, even if it is deleted later.',
      countOf(secrets.length, 'file'),
      secrets.length === 1 ? t('looks like a secret') : t('look like secrets'),
      repositoryText(repository),
    ),
    detail: listOf(secrets.map(lineOf)),
    answers: [
      { label: t('Leave Them Out'), value: leaveOut(preparation, secrets) },
      { label: t('Upload Anyway'), value: preparation },
    ],
  });
}

function lineOf({ path, reason }: Secret): string {
  const name = vscode.workspace.asRelativePath(path);
  return reason === 'private-key' ? t('{0} (a private key)', name) : name;
}
