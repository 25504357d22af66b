import { SkippedNode } from '../views/review/reviewNodes';
import type { Command } from './command';

/** *Upload Anyway*: what a rule leaves out, a folder with all that lies in it. */
export const uploadAnyway: Command = {
  id: 'oxen.review.uploadAnyway',
  run({ reviews }, row) {
    if (row instanceof SkippedNode && row.canGoAnyway) reviews.current?.uploadAnyway(row.skipped.path);
  },
};
