import type { Circumstances, Review } from '../../core/upload/host';
import { filesToSend, type Preparation } from '../../core/upload/plan/preparation';
import { leaveOut, secretsBeyond } from '../../core/upload/plan/secrets';
import { askAboutSecrets } from './askAboutSecrets';
import { askBeforeSending } from './askBeforeSending';
import type { Upload } from './upload';
import type { UploadServices } from './uploadServices';

/** Asks what has to be settled before the first byte. Of a resumed upload that was settled when it began. */
export async function review(
  preparation: Preparation,
  { resumes }: Circumstances,
  upload: Upload,
  services: UploadServices,
): Promise<Review> {
  const approved = resumes?.order.secrets;
  const left =
    approved === undefined
      ? await askAboutSecrets(preparation, upload, services)
      : leaveOut(preparation, secretsBeyond(preparation, approved));
  if (left === undefined) return { answer: 'cancel', preparation };
  if (resumes !== undefined)
    return { answer: 'upload', preparation: left, text: resumes.text, allowsKeys: false };
  if (filesToSend(left).length === 0) return { answer: 'nothing left', preparation: left };
  const text = await upload.ask(() => askBeforeSending(left, upload, services));
  return text === undefined
    ? { answer: 'cancel', preparation: left }
    : { answer: 'upload', preparation: left, text, allowsKeys: false };
}
