import { decideOnUnread, decisionsOf } from './decisions';
import type { WindowHost } from './process/processedUpload';
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
): WindowHost {
  return {
    access: (origin) => services.accounts.access(origin),
    review: async (found) => {
      const answer = await askForReview(found, { upload, review, services, onInstead });
      if (answer.kind !== 'cancel') services.reviews.close(review);
      return answer;
    },
    // The review tells of them.
    onUnreadable: () => Promise.resolve('leave out'),
    ...decisionsOf(upload, services),
  };
}

/** For an interrupted upload, which was reviewed when it began. */
export function resumingHost(upload: Upload, services: UploadServices): WindowHost {
  return {
    access: (origin) => services.accounts.access(origin),
    review: (found) => Promise.resolve(reviewResumed(found, { upload, services })),
    onUnreadable: (failed) => decideOnUnread(failed, upload, services),
    ...decisionsOf(upload, services),
  };
}
