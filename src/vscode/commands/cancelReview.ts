import { currentReview } from '../uploads/review/currentReview';
import type { Command } from './command';

/** *Cancel*: gives up the upload that is reviewed. */
export const cancelReview: Command = {
  id: 'oxen.review.cancel',
  run(services) {
    currentReview(services)?.cancel();
  },
};
