import { currentReview } from '../uploads/review/currentReview';
import type { Command } from './command';

/** *Review Files…*: closes the box of the upload that is reviewed, and shows its files. */
export const reviewFiles: Command = {
  id: 'oxen.review.showFiles',
  run(services) {
    if (currentReview(services) !== undefined) services.reviews.showFiles();
  },
};
