import { t } from '@vscode/l10n';
import { UserError } from '../../../userError';
import type { Journal } from '../journal';
import type { Journals } from '../journals';
import type { SavedOrder } from '../records';
import { whileOwned } from './whileOwned';

/**
 * The journal of the newest unfinished run of this order; `undefined` when there is none. Waits until a dead owner is
 * taken for dead.
 *
 * @throws UserError while a living process works on it
 */
export async function takeOver(
  journals: Journals,
  order: SavedOrder,
  signal: AbortSignal,
): Promise<Journal | undefined> {
  let journal: Journal | undefined;
  const isOwned = async () => {
    const [unfinished] = await journals.unfinished(order);
    journal = unfinished && (await journals.open(unfinished.id));
    return unfinished !== undefined && journal === undefined;
  };
  if (await whileOwned(isOwned, signal)) {
    throw new UserError(t('Another window or process is working on this upload.'), {
      advice: t('Wait until it finishes, or cancel it there.'),
    });
  }
  return journal;
}
