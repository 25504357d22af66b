import type { TestRepository } from '../../test/contract/support/repository';
import { packagedExtension } from '../../test/ui/support/useWorkbench';
import { makeScratch, makeWorkspace } from '../../test/vscode-host/codeServer';
import { sampleFiles } from './sampleFiles';
import { useScratch } from './scratch';
import { makeRepository, startOxen } from './server';

/** All that VS Code is opened with. */
export interface Stage {
  readonly repository: TestRepository;
  /** Holds VS Code's user data (`data/`) and extensions (`extensions/`). */
  readonly scratch: string;
  /** The folder to open. */
  readonly folder: string;
  /** The package to install. */
  readonly vsix: string;
}

/** Starts the Oxen server and lays out the folders; all of it goes with the process. */
export async function setStage(binary: string | undefined): Promise<Stage> {
  useScratch();
  const repository = await makeRepository(await startOxen(binary), 'demo/cats', {
    'README.md': '# Cats\n\nThe repository of the demo.\n',
  });
  const scratch = makeScratch({
    'oxen.servers': [repository.origin],
    'oxen.upload.limitRate': '5MB', // else the sample is gone before it can be looked at
    'oxen.commit.author': 'Ada',
    'oxen.commit.email': 'ada@example.org',
  });
  return { repository, scratch, folder: makeWorkspace(scratch, sampleFiles()), vsix: packagedExtension() };
}
