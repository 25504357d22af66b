import { t } from '@vscode/l10n';
import type { BranchName } from '../../core/oxen/branchName';
import type { Origin } from '../../core/oxen/address';
import type { Repository } from '../../core/oxen/http/client';
import { ROOT, type RepoDirectory } from '../../core/repoPath';
import type { KnownTarget } from '../../core/upload/target/knownTarget';
import { BACK, type Back, type Stepped } from '../prompts/stepped';
import type { Services } from '../services';
import { type Answer, askThen } from './askThen';
import { chooseBranch } from './chooseBranch';
import { chooseDirectory } from './chooseDirectory';
import { chooseRepository } from './chooseRepository';
import { askServer, chooseServer } from './chooseServer';

export interface TargetOptions {
  /** The last question. Before an upload that is the branch: its review shows the directory, and can change it. */
  readonly upTo: 'branch' | 'directory';
  /** Where a question comes before these. */
  readonly back?: Back;
}

/**
 * Server → repository → branch → directory, with a way back; each of the last three may be a new one.
 *
 * The server is asked for when several are known.
 */
export async function chooseTarget(services: Services, options: TargetOptions): Promise<Answer<KnownTarget>> {
  const { origins } = services.accounts;
  const title = t('Choose Upload Target');
  if (origins.length > 1) {
    const flow = new TargetFlow(services, options, 1);
    return askThen(
      () => askServer(services, title, flow.step(0)),
      (origin) => flow.from(origin),
    );
  }
  const origin = await chooseServer(services, title);
  return origin && new TargetFlow(services, options, 0).from(origin);
}

/** The questions after that for the server. */
class TargetFlow {
  private readonly typed = new Map<string, string>();

  /** @param before how many steps came before these */
  constructor(
    private readonly services: Services,
    private readonly options: TargetOptions,
    private readonly before: 0 | 1,
  ) {}

  async from(origin: Origin): Promise<Answer<KnownTarget>> {
    const { before, services } = this;
    const server = await services.accounts.server(origin);
    return askThen(
      () => chooseRepository(services, server, this.step(before)),
      (repository) => this.fromRepository(repository),
    );
  }

  /** @param index counted from 0 */
  step(index: number): Stepped<Back> {
    const { before, options, typed } = this;
    const of = before + (options.upTo === 'branch' ? 2 : 3);
    const back = index === 0 ? options.back : BACK;
    return { step: { number: index + 1, of, typed }, ...(back && { back }) };
  }

  private fromRepository(repository: Repository): Promise<Answer<KnownTarget>> {
    const { before, services } = this;
    return askThen(
      () => chooseBranch(services, repository, this.step(before + 1)),
      (branch) => this.fromBranch(repository, branch),
    );
  }

  private async fromBranch(repository: Repository, branch: BranchName): Promise<Answer<KnownTarget>> {
    const directory = await this.directory(repository, branch);
    if (directory === undefined || directory === BACK) return directory;
    return { origin: repository.server.origin, repository: repository.name, branch, directory };
  }

  private async directory(repository: Repository, branch: BranchName): Promise<Answer<RepoDirectory>> {
    const { before, options, services } = this;
    if (options.upTo === 'branch') return ROOT;
    return chooseDirectory(services, { repository, branch }, this.step(before + 2));
  }
}
