import * as vscode from 'vscode';
import { type Origin, type RepositoryName, repositoryText } from '../core/oxen/address';
import { isSameTarget, type KnownTarget, savedTarget, targetIn } from '../core/upload/target/knownTarget';

export interface TargetsOptions {
  /** Remembers the targets of all windows. */
  readonly everywhere: vscode.Memento;
  /** Remembers what belongs to the open workspace. */
  readonly here: vscode.Memento;
}

const RECENT = 'recentTargets';
const CURRENT = 'target';
const REMEMBERED = 10;

/** The targets that have been used, and the one of this workspace. */
export class Targets implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;

  constructor(private readonly options: TargetsOptions) {}

  /** Where this workspace's last finished upload went, or what was chosen since. */
  get current(): KnownTarget | undefined {
    return targetIn(this.options.here.get(CURRENT));
  }

  /** All known targets: this workspace's first, then the others, the last used first. */
  get recent(): readonly KnownTarget[] {
    const others = this.options.everywhere
      .get<readonly unknown[]>(RECENT, [])
      .flatMap((saved) => targetIn(saved) ?? []);
    const { current } = this;
    return current === undefined
      ? others
      : [current, ...others.filter((other) => !isSameTarget(other, current))];
  }

  /** Makes `target` the one of this workspace. */
  async use(target: KnownTarget): Promise<void> {
    await this.putFirst(target);
    await this.options.here.update(CURRENT, savedTarget(target));
    this.changed.fire();
  }

  /** Makes `target` the one that was used last, by whatever workspace. */
  async remember(target: KnownTarget): Promise<void> {
    await this.putFirst(target);
    this.changed.fire();
  }

  /** Forgets the targets in a repository; other windows keep the one that is theirs. */
  async forget(origin: Origin, repository: RepositoryName): Promise<void> {
    const isIn = (target: KnownTarget) =>
      target.origin === origin && repositoryText(target.repository) === repositoryText(repository);
    const { current, recent } = this;
    await this.options.everywhere.update(RECENT, recent.filter((target) => !isIn(target)).map(savedTarget));
    if (current !== undefined && isIn(current)) await this.options.here.update(CURRENT, undefined);
    this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
  }

  private async putFirst(target: KnownTarget): Promise<void> {
    const recent = [target, ...this.recent.filter((other) => !isSameTarget(other, target))];
    await this.options.everywhere.update(RECENT, recent.slice(0, REMEMBERED).map(savedTarget));
  }
}
