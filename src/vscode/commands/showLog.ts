import type { Command } from './command';

/** *Show Log* */
export const showLog: Command = {
  id: 'oxen.log.show',
  run({ log }) {
    log.show();
  },
};
