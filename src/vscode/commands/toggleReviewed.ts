import type { Command } from './command';

/** *Tick or Untick*: a file, a directory or what is to be confirmed, in the menu of its row. */
export const toggleReviewed: Command = {
  id: 'oxen.review.toggle',
  run({ reviewView }, row) {
    if (typeof row === 'object' && row !== null) reviewView.toggle(row);
  },
};
