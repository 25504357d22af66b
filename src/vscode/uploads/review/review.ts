import type { Identity } from '../../../core/config/identity';
import type { Circumstances, Review } from '../../../core/upload/host';
import type { BeginRecord } from '../../../core/upload/journal/records';
import type { KnownTarget } from '../../../core/upload/target/knownTarget';
import { filesToSend, type Preparation } from '../../../core/upload/plan/preparation';
import { leaveOut, secretsBeyond } from '../../../core/upload/plan/secrets';
import { shareThread } from '../../../core/shareThread';
import { errorText } from '../../progress/closingWords';
import { logRefused } from '../../progress/fileResults';
import { type InterruptedUpload, interruptedUploads } from '../interruptedUploads';
import type { Upload } from '../upload';
import type { UploadServices } from '../uploadServices';
import { findAuthor } from './author';
import type { OpenReview } from './openReview';
import { saveEditors, unsavedIn, unsavedOf, withEdited } from './unsaved';

/** What else the user may want instead of a yes: to go on with what was interrupted, or that files are read again. */
export type Instead = InterruptedUpload | 'read again';

export interface ReviewOptions {
  readonly upload: Upload;
  readonly review: OpenReview;
  readonly services: UploadServices;
  /** Told what is to be done instead; the answer is then to cancel this one. */
  readonly onInstead: (instead: Instead) => void;
}

/** Of a resumed upload everything was settled when it began: only what has come to look like a secret since is left out. */
export function reviewResumed(
  preparation: Preparation,
  { order: { secrets = [] }, text }: BeginRecord,
  { upload, services: { log } }: Pick<ReviewOptions, 'upload' | 'services'>,
): Review {
  logRefused(preparation, log);
  const left = leaveOut(preparation, secretsBeyond(preparation, secrets));
  upload.files.approve(left);
  return { answer: 'upload', preparation: left, text, lateKeys: 'skip' };
}

/** Has everything settled before the first byte, in the box or over the files. */
export async function askForReview(
  preparation: Preparation,
  { concerns }: Pick<Circumstances, 'concerns'>,
  options: ReviewOptions,
): Promise<Review> {
  const { upload, review, services } = options;
  const { order } = upload;
  logRefused(preparation, services.log);
  const expected = withEdited(preparation, unsavedIn(order.selection));
  if (filesToSend(expected).length === 0) return { answer: 'nothing left', preparation };

  const [author, [interrupted], isFirst] = await Promise.all([
    findAuthor(order, services),
    interruptedUploads(services.journals, order),
    isFirstTo(order.target, services),
  ]);
  const showsFiles = services.settings.showsFiles;
  await shareThread(); // there may be very many files, and each step goes through all of them
  // Until Enter in the box, or a command of the Review view, answers it; however long.
  const facts = { preparation: expected, concerns, author, interrupted, isFirst, showsFiles };
  const answer = await review.ask(facts);
  if (answer.kind === 'read again') options.onInstead(answer.kind);
  if (answer.kind === 'resume instead') options.onInstead(answer.interrupted);
  if (answer.kind !== 'yes') return { answer: 'cancel', preparation };

  const unsaved = unsavedOf(answer.files);
  await saveEditors(unsaved);
  const { preparation: seen } = answer.files;
  const ticked = answer.files.left(withEdited(seen, unsaved));
  // What was edited only since has not been shown as a secret.
  const shown = seen.secrets.map(({ destination }) => destination);
  const left = leaveOut(ticked, secretsBeyond(ticked, shown));
  if (filesToSend(left).length === 0) return { answer: 'nothing left', preparation: left };
  await keepAuthor(answer.asked, services);
  upload.approve(filesToSend(left).length, left);
  return { answer: 'upload', preparation: left, text: answer.text, lateKeys: 'skip' };
}

/** It has been answered, so the upload goes on with it, kept or not. */
async function keepAuthor(asked: Identity | undefined, { settings, prompts }: UploadServices): Promise<void> {
  if (asked === undefined) return;
  await settings.setAuthor(asked).catch((error: unknown) => prompts.warn(errorText(error)));
}

/** Whether no upload to that branch has been committed from here, as far as receipts tell. */
async function isFirstTo(
  { origin, repository, branch }: KnownTarget,
  { receipts }: UploadServices,
): Promise<boolean> {
  const kept = await receipts.to(origin, repository);
  return !kept.some(({ head: { commit, target } }) => commit !== null && target.branch === branch);
}
