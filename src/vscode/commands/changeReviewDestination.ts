import { readyReview } from '../uploads/review/currentReview';
import type { Command } from './command';

/** *Change Destination…*: of the upload that is reviewed. */
export const changeReviewDestination: Command = {
  id: 'oxen.review.changeDestination',
  async run(services) {
    await readyReview(services)?.changeDestination();
  },
};
