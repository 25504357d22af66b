import type { TestRepository } from '../../contract/support/repository';
import type { Content } from '../content/content';
import type { Timed } from '../timed';

/** One upload that is measured. */
export interface Job {
  readonly content: Content;
  /** Perhaps by way of a slow line. */
  readonly repository: TestRepository;
  /** For what it remembers. An empty one: it knows nothing yet, of the files as of the server. */
  readonly state: string;
}

/** What uploads: each is given the same, in turns. */
export interface Uploader {
  readonly name: 'ours' | 'before' | 'official' | 'floor';
  /** As in a table. */
  readonly title: string;
  /** Where a path of the content lies on the branch afterwards. */
  readonly landing: (path: string) => string;
  /** Finds out how it is fastest, before it is measured. */
  prepare?(place: PrepareContext): Promise<void>;
  upload(job: Job): Promise<Timed>;
}

export interface PrepareContext {
  readonly content: Content;
  /** A repository that is gone afterwards. */
  readonly withRepository: <T>(use: (repository: TestRepository) => Promise<T>) => Promise<T>;
  readonly folder: string;
}

export function samePath(path: string): string {
  return path;
}
