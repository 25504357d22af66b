import type { Identity } from '../../../core/config/identity';
import type { FileTable } from '../../../core/upload/process/fileTable';
import type { ReviewReply } from '../../../core/upload/process/messages';
import type { KnownTarget } from '../../../core/upload/target/knownTarget';
import { shareThread } from '../../../core/shareThread';
import { errorText } from '../../progress/closingWords';
import { logRefused } from '../../progress/logFileResults';
import { type InterruptedUpload, interruptedUploads } from '../interruptedUploads';
import type { Found } from '../process/processedUpload';
import type { Upload } from '../upload';
import type { UploadServices } from '../uploadServices';
import { findAuthor } from './author';
import type { OpenReview } from './openReview';
import { saveEditors, unsavedIn, unsavedOf } from './unsaved';

/** What else the user may want instead of a yes: to go on with what was interrupted, or that files are read again. */
export type Instead = InterruptedUpload | 'read again';

export interface ReviewOptions {
  readonly upload: Upload;
  readonly review: OpenReview;
  readonly services: UploadServices;
  /** Told what is to be done instead; the answer is then to cancel this one. */
  readonly onInstead: (instead: Instead) => void;
}

/** A resumed upload was reviewed when it began. */
export function reviewResumed(
  { files, failed, text, ...found }: Found,
  { upload, services: { log } }: Pick<ReviewOptions, 'upload' | 'services'>,
): ReviewReply {
  logRefused(found, log);
  if (text === undefined) return { kind: 'cancel' };
  upload.files.approve({ files, failed, goes: (index) => files.standing(index) !== 'unchanged' });
  return { kind: 'upload', ticks: new Uint8Array(), edited: [], text };
}

/** Has everything settled before the first byte, in the box or over the files. */
export async function askForReview(found: Found, options: ReviewOptions): Promise<ReviewReply> {
  const { upload, review, services } = options;
  const { order } = upload;
  logRefused(found, services.log);
  const unsaved = unsavedIn(order.selection).map(({ fsPath }) => fsPath);
  if (!hasFilesToSend(found.files, unsaved)) return { kind: 'nothing to send' };

  const [author, [interrupted], isFirst] = await Promise.all([
    findAuthor(order, services),
    interruptedUploads(services.journals, order),
    isFirstTo(order.target, services),
  ]);
  const showsFiles = services.settings.showsFiles;
  await shareThread(); // there may be very many files, and each step goes through all of them
  // Until Enter in the box, or a command of the Review view, answers it; however long.
  const answer = await review.ask({ found, unsaved, author, interrupted, isFirst, showsFiles });
  if (answer.kind === 'read again') options.onInstead(answer.kind);
  if (answer.kind === 'resume instead') options.onInstead(answer.interrupted);
  if (answer.kind !== 'yes') return { kind: 'cancel' };

  const { asked, files, text } = answer;
  const saved = unsavedOf(files);
  await saveEditors(saved);
  const edited = [...unsaved, ...saved.map(({ fsPath }) => fsPath)];
  files.noteEdited(edited);
  const { ticked } = files.tickedIn(files.all);
  if (ticked > 0) {
    await keepAuthor(asked, services);
    upload.approve(ticked, files);
  }
  return { kind: 'upload', ticks: files.allTicks(), edited, text };
}

/** @param unsaved local files that editors will save */
function hasFilesToSend(files: FileTable, unsaved: readonly string[]): boolean {
  for (let index = 0; index < files.length; index++) if (files.standing(index) !== 'unchanged') return true;
  return unsaved.some((source) => files.indexesOfSource(source).length > 0);
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
