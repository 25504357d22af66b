import { MoreFilesNode } from '../views/uploads/uploadNodes';
import type { Command } from './command';

/** A click on *Load more* below an upload. In no menu. */
export const loadMoreFiles: Command = {
  id: 'oxen.uploads.loadMore',
  async run({ history }, row) {
    if (row instanceof MoreFilesNode) await history.loadMore(row);
  },
};
