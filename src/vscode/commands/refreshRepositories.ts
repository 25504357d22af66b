import type { Command } from './command';

/** *Refresh* of the whole view. What its title bar passes is whichever row has the focus, and of no interest. */
export const refreshRepositories: Command = {
  id: 'oxen.repositories.refresh',
  run({ repositories }) {
    repositories.refresh();
  },
};
