import { repositoryText } from '../core/oxen/address';
import type { Report } from '../core/upload/events';
import type { MadeTarget, Missing } from '../core/upload/plan/planTarget';
import type { Preparation } from '../core/upload/plan/prepare';
import type { Receipt } from '../core/upload/run/receipt';
import { takeBack } from '../core/upload/run/takeBack';
import { messageOf } from '../core/userError';

/** How long taking a repository back may hold up the end of the command, in ms. */
const CLEAN_UP_TIME = 15_000;

/** Not made for nothing: what is left empty, or as another branch is, somebody would have to clean up. */
export async function makeMissing(
  { plan }: Preparation,
  missing: Missing | undefined,
  signal: AbortSignal,
): Promise<MadeTarget | undefined> {
  const hasFiles = plan.blobs.length > 0 || plan.unchanged > 0;
  return hasFiles ? missing?.make(signal) : undefined;
}

/** Runs; a repository that was made for it goes again when nothing was committed, and nothing waits in it. */
export async function withoutEmptyRepository(
  made: MadeTarget | undefined,
  report: Report,
  run: () => Promise<Receipt>,
): Promise<Receipt> {
  let isUsed = false;
  try {
    const receipt = await run();
    isUsed = receipt.commit !== undefined || receipt.result === 'interrupted';
    return receipt;
  } finally {
    if (made?.isNewRepository === true && !isUsed) await remove(made, report);
  }
}

async function remove({ target: { repository } }: MadeTarget, report: Report): Promise<void> {
  const name = repositoryText(repository.name);
  try {
    const isGone = await takeBack(repository, AbortSignal.timeout(CLEAN_UP_TIME));
    const text = isGone
      ? `The repository ${name}, made for this upload, was deleted again.`
      : `The repository ${name}, made for this upload, stays: others have begun something there.`;
    report({ type: 'note', text });
  } catch (error) {
    report({
      type: 'note',
      text: `The repository ${name}, made for this upload, may still be there, empty: ${messageOf(error)}`,
    });
  }
}
