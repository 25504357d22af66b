import type { Journals } from '../../core/upload/journal/journals';
import type { Accounts } from '../accounts';
import type { Log } from '../log/log';
import type { Prompts } from '../prompts';
import type { Settings } from '../settings';
import type { Targets } from '../targets';
import type { Uploads } from '../uploads/uploads';
import type { DroppedFolders } from '../views/drop/droppedFolders';
import type { OpenedRepositories } from '../views/openedRepositories';
import type { RepositoriesTree } from '../views/treeDataProvider';

/** What commands work with. */
export interface Services {
  readonly accounts: Accounts;
  readonly dropped: DroppedFolders;
  readonly journals: Journals;
  readonly log: Log;
  readonly opened: OpenedRepositories;
  readonly prompts: Prompts;
  readonly repositories: RepositoriesTree;
  readonly settings: Settings;
  readonly targets: Targets;
  readonly uploads: Uploads;
}

export interface Command {
  readonly id: string;
  /** @param args what the menu or the caller passes */
  run(services: Services, ...args: readonly unknown[]): unknown;
}
