import { readyReview } from '../uploads/review/currentReview';
import type { Command } from './command';

/** *Read Files Again*: of the upload that is reviewed, with what has been decided so far. */
export const readAgain: Command = {
  id: 'oxen.review.readAgain',
  run(services) {
    readyReview(services)?.readAgain();
  },
};
