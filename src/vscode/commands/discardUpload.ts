import { t } from '@vscode/l10n';
import { UserError } from '../../core/userError';
import { discard } from '../../core/upload/run/discard';
import { chooseInterrupted } from '../choosing/chooseInterrupted';
import { ensureConnected } from '../choosing/connect';
import { achievedText, type InterruptedUpload, interruptedText } from '../uploads/interruptedUploads';
import { errorText } from '../progress/closingWords';
import { failureActions } from '../prompts/failureActions';
import type { Services } from '../services';
import { interruptedIdIn } from '../views/uploads/chosenUpload';
import type { Command } from './command';

/** *Discard Interrupted Upload…*: gives one up, here and on its server. */
export const discardUpload: Command = {
  id: 'oxen.upload.discard',
  async run(services, row) {
    const id = interruptedIdIn(row);
    const chosen = await chooseInterrupted(services, t('Discard Interrupted Upload'), id);
    if (chosen === undefined || !(await confirmDiscard(chosen, services))) return;
    const { log, prompts, uploads } = services;
    const resuming = uploads.resuming(chosen.run);
    if (resuming !== undefined) {
      resuming.cancel(); // it went on while the question stood
      return;
    }
    if (!(await ensureConnected(services, chosen.order.target.origin))) return;

    try {
      await discardOnServer(chosen, services);
      await services.dropped.sweep();
      services.history.refresh();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      log.error(`The upload ${interruptedText(chosen)} could not be discarded.`, error);
      const forget = { label: t('Remove from List'), run: () => forgetUpload(chosen, services) };
      prompts.showError(
        t('{0} The upload can still be resumed; “Remove from List” gives that up.', errorText(error)),
        [forget, ...failureActions(error, log, chosen.order.target.origin)],
      );
    }
  },
};

async function confirmDiscard(upload: InterruptedUpload, { journals, prompts }: Services): Promise<boolean> {
  return prompts.confirm({
    message: t('Discard the upload {0}?', interruptedText(upload)),
    detail: [
      t('Sent so far: {0}.', await achievedText(upload, journals)),
      t('It cannot be resumed after that.'),
    ],
    yes: t('Discard'),
  });
}

async function discardOnServer(upload: InterruptedUpload, services: Services): Promise<void> {
  const { accounts, journals, prompts } = services;
  const { origin, repository: name } = upload.order.target;
  const repository = (await accounts.server(origin)).repository(name);
  const journal = await journals.open(upload.run.id);
  if (journal === undefined) return;
  await prompts.busy(t('Discarding the upload {0}', interruptedText(upload)), (signal) =>
    discard(journal, repository, signal),
  );
  prompts.inform(
    t('The upload {0} was discarded. Content already on the server stays there.', interruptedText(upload)),
  );
}

/** For a server that does not come back: what it holds of the upload stays there. */
async function forgetUpload(upload: InterruptedUpload, services: Services): Promise<void> {
  const { dropped, journals, log, prompts } = services;
  const tell = (error: unknown) => {
    const text = t('The upload {0} could not be removed from the list.', interruptedText(upload));
    log.error(text, error);
    prompts.showError(`${text} ${errorText(error)}`, failureActions(error, log));
  };
  try {
    const trouble = await (await journals.open(upload.run.id))?.remove();
    if (trouble !== undefined) tell(trouble);
    await dropped.sweep();
    services.history.refresh();
  } catch (error) {
    tell(error);
  }
}
