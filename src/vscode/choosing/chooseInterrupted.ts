import { t } from '@vscode/l10n';
import type { Services } from '../services';
import { type InterruptedUpload, interruptedText, interruptedUploads } from '../uploads/interruptedUploads';
import { namesOf } from '../progress/words';
import type { Choice } from '../prompts/pick';

/** An interrupted upload of this machine: that of this id, the only one, or one that is asked for. */
export async function chooseInterrupted(
  { history, journals, prompts }: Services,
  title: string,
  id: unknown,
): Promise<InterruptedUpload | undefined> {
  const all = await interruptedUploads(journals);
  const [first, ...others] = id === undefined ? all : all.filter(({ run }) => run.id === id);
  if (first === undefined) {
    history.refresh(); // where a row has called for it
    prompts.inform(
      id === undefined
        ? t('There are no interrupted uploads.')
        : t('This upload is no longer interrupted: it was resumed or discarded.'),
    );
    return undefined;
  }
  if (others.length === 0) return first;
  return prompts.pick({ title, placeholder: t('Which one?'), choices: [first, ...others].map(choiceOf) });
}

function choiceOf(upload: InterruptedUpload): Choice<InterruptedUpload> {
  const { run, order } = upload;
  return {
    label: namesOf(order.selection),
    description: t('upload {0}', interruptedText(upload)),
    detail: t('interrupted, begun {0}', new Date(run.at).toLocaleString()),
    value: upload,
  };
}
