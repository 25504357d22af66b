import { chosen } from '../views/chosen';
import { MoreNode } from '../views/nodes';
import type { Command } from './command';

/** A click on *Load more*. In no menu. */
export const loadMore: Command = {
  id: 'oxen.repositories.loadMore',
  async run({ repositories }, row) {
    await repositories.loadMore(chosen(row, MoreNode));
  },
};
