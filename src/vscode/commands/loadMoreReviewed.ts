import { MoreNode } from '../views/review/reviewNodes';
import type { Command } from './command';

/** A click on *Load more* in the Review view. In no menu. */
export const loadMoreReviewed: Command = {
  id: 'oxen.review.loadMore',
  run({ reviewView }, row) {
    if (row instanceof MoreNode) reviewView.loadMore(row);
  },
};
