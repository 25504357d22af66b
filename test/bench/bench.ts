import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UploadOptions } from '../contract/support/headless';
import { realBinary } from '../contract/support/realServer';
import type { TestRepository } from '../contract/support/repository';
import { createRepository, startServer, type TestServer, type Version } from '../contract/support/servers';

/** A server to measure with: the real one of a version when it is there, else the small one. */
export interface Bench {
  readonly server: TestServer;
  /** For a table's head. */
  readonly title: string;
  /** Says that there is no real one, if so. */
  readonly missing: string | undefined;
  /** A repository, and a folder for files and state, of which nothing is left afterwards. */
  with<T>(measure: (place: Place) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface Place {
  readonly repository: TestRepository;
  readonly folder: string;
  /** An upload of what is at `path` in the folder. */
  readonly upload: (path: string, change?: Partial<UploadOptions>) => UploadOptions;
}

export async function startBench(version: Version): Promise<Bench> {
  const kind = realBinary(version) === undefined ? 'small' : 'real';
  const server = await startServer({ kind, version });
  let repositories = 0;
  return {
    server,
    title: kind === 'real' ? `oxen-server ${version}` : `small server as ${version}`,
    missing:
      kind === 'real'
        ? undefined
        : `**oxen-server ${version} is missing here (it has not been built): the small server stands in for it.**`,
    async with(measure) {
      const repository = await createRepository(server, `bench/repository-${++repositories}`);
      const folder = await mkdtemp(join(tmpdir(), 'oxen-bench-'));
      const upload: Place['upload'] = (path, change) => ({
        to: repository,
        paths: [join(folder, path)],
        env: { XDG_STATE_HOME: join(folder, 'state') },
        ...change,
      });
      try {
        return await measure({ repository, folder, upload });
      } finally {
        await rm(folder, { recursive: true });
        await repository.delete();
      }
    },
    close: () => server.close(),
  };
}
