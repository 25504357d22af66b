import { join } from 'node:path';
import type { UploadOptions } from '../../contract/support/headless';
import type { TestRepository } from '../../contract/support/repository';
import type { Table } from '../results';
import { type BenchServer, withFolder } from '../server';

/** What one server is measured for, as it is shown. */
export type Measured = Omit<Table, 'server' | 'case'>;

export interface TableOptions {
  readonly server: BenchServer;
  /** Sizes are divided by it. */
  readonly scale: number;
}

export type Measure = (options: TableOptions) => Promise<Measured>;

export interface Place {
  readonly repository: TestRepository;
  readonly folder: string;
  /** An upload of what is at `path` in the folder. */
  readonly upload: (path: string, change?: Partial<UploadOptions>) => UploadOptions;
}

/** A repository, and a folder for files and state, of which nothing is left afterwards. */
export function withPlace<T>(server: BenchServer, use: (place: Place) => Promise<T>): Promise<T> {
  return withFolder((folder) =>
    server.withRepository((repository) => {
      const upload: Place['upload'] = (path, change) => ({
        to: repository,
        paths: [join(folder, path)],
        env: { XDG_STATE_HOME: join(folder, 'state') },
        ...change,
      });
      return use({ repository, folder, upload });
    }),
  );
}
