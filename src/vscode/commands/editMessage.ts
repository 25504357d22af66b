import { currentReview } from '../uploads/review/currentReview';
import type { Command } from './command';

/** *Edit Message…*: shows the box of the upload that is reviewed again, with its text. */
export const editMessage: Command = {
  id: 'oxen.review.editMessage',
  run(services) {
    if (currentReview(services) !== undefined) services.reviews.show();
  },
};
