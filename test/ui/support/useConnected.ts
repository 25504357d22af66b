/** A window that knows a small server with repositories: what several UI suites start from. */
import type { Page } from 'playwright-core';
import { type Repository, type RunningOxenServer, startOxenServer } from '../../oxen-server';
import { commitFiles } from '../../support/commitFiles';
import { useWorkbench, type Workbench, type WorkbenchOptions } from './useWorkbench';

type Files = WorkbenchOptions['files'];

export interface ConnectedOptions {
  /** What the repositories of `ox` hold on `main`, by their names. */
  readonly remote: Readonly<Record<string, Files>>;
  /** Of the open folder. */
  readonly files: Files;
}

export interface Connected {
  readonly oxen: RunningOxenServer;
  readonly page: Page;
  readonly workbench: Workbench;
  /** One of the server's. */
  repository(name: string): Repository;
}

/** Call it in a `describe`, before its other hooks: all of it is there in that suite's hooks and tests. */
export function useConnected({ remote, files }: ConnectedOptions): Connected {
  let running: RunningOxenServer | undefined;
  const oxen = () => {
    if (running === undefined)
      throw new Error('The server does not run yet: use it in tests and hooks only.');
    return running;
  };
  before('start a server', async () => {
    running = await startOxenServer();
    for (const [name, held] of Object.entries(remote))
      await commitFiles(running.createRepository('ox', name), held);
  });
  after('stop the server', () => running?.close());

  const workbench = useWorkbench(() => ({
    files,
    settings: {
      'oxen.servers': [oxen().origin],
      'oxen.commit.author': 'Ox',
      'oxen.commit.email': 'ox@example.com',
    },
  }));
  before('fail fast', () => workbench.page.setDefaultTimeout(15_000));

  return {
    get oxen() {
      return oxen();
    },
    get page() {
      return workbench.page;
    },
    workbench,
    repository(name) {
      const repository = oxen().repository('ox', name);
      if (repository === undefined) throw new Error(`There is no repository ox/${name}.`);
      return repository;
    },
  };
}
