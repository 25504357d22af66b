import { join, resolve } from 'node:path';
import type { UploadOptions } from '../../contract/support/headless';
import type { TestRepository } from '../../contract/support/repository';
import type { Content } from '../content/content';
import type { Written } from '../contents';
import type { Table } from '../results';
import { type BenchServer, withFolder } from '../server';

/** What one server is measured for, as it is shown. */
export type Measured = Omit<Table, 'server' | 'case'>;

export interface TableOptions {
  readonly server: BenchServer;
  /** Sizes are divided by it. */
  readonly scale: number;
  /** Of the case, at rest. */
  readonly contents: readonly Content[];
}

export interface Measure {
  /** What has to be at rest before it is measured. */
  readonly writes?: (scale: number) => readonly Written[];
  readonly measure: (options: TableOptions) => Promise<Measured>;
}

export interface Place {
  readonly repository: TestRepository;
  readonly folder: string;
  /** An upload of what is at `path`, in the folder unless it is absolute. */
  readonly upload: (path: string, change?: Partial<UploadOptions>) => UploadOptions;
}

/**
 * A repository, and a folder for files and state, of which nothing is left afterwards.
 *
 * @param files how many the repository will hold
 */
export function withPlace<T>(
  server: BenchServer,
  use: (place: Place) => Promise<T>,
  files?: number,
): Promise<T> {
  return withFolder((folder) =>
    server.withRepository((repository) => {
      const upload: Place['upload'] = (path, change) => ({
        to: repository,
        paths: [resolve(folder, path)],
        env: { XDG_STATE_HOME: join(folder, 'state') },
        ...change,
      });
      return use({ repository, folder, upload });
    }, files),
  );
}
