import type { UploadHost } from '../../core/upload/host';
import { decideOnUnread, decisionsOf } from './decisions';
import type { OpenReview } from './review/openReview';
import { askForReview, type Instead, reviewResumed } from './review/review';
import type { Upload } from './upload';
import type { UploadServices } from './uploadServices';

/**
 * Has the user of this window review an upload, and decide what comes up later.
 *
 * @param onInstead told what is to be done instead of it
 */
export function reviewingHost(
  upload: Upload,
  services: UploadServices,
  review: OpenReview,
  onInstead: (instead: Instead) => void,
): UploadHost {
  return {
    review: async (preparation, circumstances) => {
      const options = { upload, review, services, onInstead };
      const answer = await askForReview(preparation, circumstances, options);
      if (answer.answer !== 'cancel') services.reviews.close(review);
      return answer;
    },
    // The review tells of them.
    onUnreadable: () => Promise.resolve('leave out'),
    ...decisionsOf(upload, services),
  };
}

/** For an interrupted upload, which was reviewed when it began. */
export function resumingHost(upload: Upload, services: UploadServices): UploadHost {
  return {
    review: (preparation, { resumes }) => {
      if (resumes === undefined) return Promise.resolve({ answer: 'cancel', preparation });
      return Promise.resolve(reviewResumed(preparation, resumes, { upload, services }));
    },
    onUnreadable: (failed) => decideOnUnread(failed, upload, services),
    ...decisionsOf(upload, services),
  };
}
