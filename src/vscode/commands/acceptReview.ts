import { currentReview } from '../uploads/review/currentReview';
import type { Command } from './command';

/** *Upload*: the yes of the upload that is reviewed. */
export const acceptReview: Command = {
  id: 'oxen.review.accept',
  run(services) {
    if (currentReview(services) !== undefined) services.reviews.accept();
  },
};
