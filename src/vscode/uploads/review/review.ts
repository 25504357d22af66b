import type { Identity } from '../../../core/config/identity';
import type { Review } from '../../../core/upload/host';
import type { BeginRecord } from '../../../core/upload/journal/records';
import { filesToSend, type Preparation } from '../../../core/upload/plan/preparation';
import { leaveOut, secretsBeyond } from '../../../core/upload/plan/secrets';
import { unlessAborted } from '../../prompts/unlessAborted';
import { errorText } from '../../progress/closingWords';
import { logRefused } from '../../progress/fileResults';
import { type InterruptedUpload, interruptedUploads } from '../interruptedUploads';
import type { Upload } from '../upload';
import type { UploadServices } from '../uploadServices';
import { askAboutSecrets } from './askAboutSecrets';
import { findAuthor } from './author';
import type { OpenReview } from './openReview';
import { saveEditors, unsavedIn, withEdited } from './unsaved';

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
export async function reviewResumed(
  preparation: Preparation,
  { order: { secrets }, text }: BeginRecord,
  { upload, services }: Pick<ReviewOptions, 'upload' | 'services'>,
): Promise<Review> {
  logRefused(preparation, services.log);
  const left =
    secrets === undefined
      ? await upload.ask(() => askAboutSecrets(preparation, upload.order, services.prompts))
      : leaveOut(preparation, secretsBeyond(preparation, secrets));
  if (left === undefined) return { answer: 'cancel', preparation };
  upload.files.approve(left);
  return { answer: 'upload', preparation: left, text, allowsKeys: false };
}

/** Has everything settled before the first byte, in the box; guards speak when the box was answered with yes. */
export async function askForReview(preparation: Preparation, options: ReviewOptions): Promise<Review> {
  const { upload, review, services } = options;
  const { order } = upload;
  logRefused(preparation, services.log);
  const edited = unsavedIn(order.selection);
  if (filesToSend(withEdited(preparation, edited)).length === 0)
    return { answer: 'nothing left', preparation };

  const [author, [interrupted]] = await Promise.all([
    findAuthor(order, services),
    interruptedUploads(services.journals, order),
  ]);
  const answer = await review.ask({ preparation, author, interrupted });
  if (answer.kind === 'read again') options.onInstead(answer.kind);
  if (answer.kind === 'resume instead') options.onInstead(answer.interrupted);
  if (answer.kind !== 'yes') return { answer: 'cancel', preparation };

  const asking = askAboutSecrets(withEdited(preparation, edited), order, services.prompts);
  const allowed = await unlessAborted(asking, upload.signal);
  if (allowed === undefined) return { answer: 'cancel', preparation };
  const unsaved = unsavedIn(order.selection);
  await saveEditors(unsaved);
  const left = withEdited(allowed, unsaved);
  if (filesToSend(left).length === 0) return { answer: 'nothing left', preparation: left };
  await keepAuthor(answer.asked, services);
  upload.approve(filesToSend(left).length, left);
  return { answer: 'upload', preparation: left, text: answer.text, allowsKeys: false };
}

/** It has been answered, so the upload goes on with it, kept or not. */
async function keepAuthor(asked: Identity | undefined, { settings, prompts }: UploadServices): Promise<void> {
  if (asked === undefined) return;
  await settings.setAuthor(asked).catch((error: unknown) => prompts.warn(errorText(error)));
}
