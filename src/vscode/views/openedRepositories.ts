import type * as vscode from 'vscode';
import { type Origin, type RepositoryName, repositoryText } from '../../core/oxen/address';

const OPENED = 'openedRepositories';

/** The repositories that were opened by name, in all windows: a server need not list them. */
export class OpenedRepositories {
  constructor(private readonly state: vscode.Memento) {}

  of(origin: Origin): readonly RepositoryName[] {
    return this.all.filter((opened) => opened.origin === origin).map(({ repository }) => repository);
  }

  async add(origin: Origin, repository: RepositoryName): Promise<void> {
    await this.state.update(OPENED, [...this.without(origin, repository), { origin, repository }]);
  }

  async remove(origin: Origin, repository: RepositoryName): Promise<void> {
    await this.state.update(OPENED, this.without(origin, repository));
  }

  private get all() {
    return this.state.get<readonly { readonly origin: string; readonly repository: RepositoryName }[]>(
      OPENED,
      [],
    );
  }

  private without(origin: Origin, repository: RepositoryName) {
    return this.all.filter(
      (opened) =>
        opened.origin !== origin || repositoryText(opened.repository) !== repositoryText(repository),
    );
  }
}
