import type { Accounts } from '../accounts';
import type { Log } from '../log/log';
import type { Targets } from '../targets';
import type { OpenedRepositories } from './openedRepositories';

/** What the view's rows come from. */
export interface Sources {
  readonly accounts: Accounts;
  readonly targets: Targets;
  readonly opened: OpenedRepositories;
  readonly log: Log;
}
