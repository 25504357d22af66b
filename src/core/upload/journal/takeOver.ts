import { t } from '@vscode/l10n';
import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../../userError';
import type { Journal } from './journal';
import type { Journals } from './journals';
import type { SavedOrder } from './records';

/** Longer than a dead owner is waited for, and how often we look, in ms. */
const PATIENCE = 20_000;
const PAUSE = 500;

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
  const start = performance.now();
  for (;;) {
    const [unfinished] = await journals.unfinished(order);
    if (unfinished === undefined) return undefined;
    const journal = await journals.open(unfinished.id);
    if (journal !== undefined) return journal;
    if (performance.now() - start > PATIENCE) {
      throw new UserError(t('Another window or process is working on this upload.'), {
        advice: t('Wait until it finishes, or cancel it there.'),
      });
    }
    await delay(PAUSE, undefined, { signal });
  }
}
