import { t } from '@vscode/l10n';
import { targetText } from '../../core/upload/target/knownTarget';
import { namesOf } from '../progress/words';
import type { Prompts } from '../prompts';
import type { Choice } from '../prompts/pick';
import { assertNever } from '../../core/assertNever';
import type { Upload, UploadState } from '../uploads/upload';

/** The only one of these uploads, or one that is asked for. */
export async function chooseUpload(
  title: string,
  uploads: readonly Upload[],
  prompts: Prompts,
): Promise<Upload | undefined> {
  const [first, ...others] = uploads;
  if (others.length === 0) return first;
  return prompts.pick({ title, placeholder: t('Which one?'), choices: uploads.map(choiceOf) });
}

function choiceOf(upload: Upload): Choice<Upload> {
  const { state, order, target } = upload;
  return {
    label: namesOf(order.selection),
    description: t('to {0}', targetText(target)),
    detail: stateText(state),
    value: upload,
  };
}

/** What an upload of this window does. */
export function stateText(state: UploadState): string {
  switch (state) {
    case 'in review':
      return t('in review');
    case 'waiting':
      return t('queued');
    case 'running':
      return t('running');
    case 'paused':
      return t('paused');
    case 'asking':
      return t('waiting for your answer');
    case 'ended':
      return t('ended');
    default:
      return assertNever(state);
  }
}
