import { canGoAnyway, type SkipReason } from '../../../core/files/localFile';
import type { Concern } from '../../../core/upload/plan/concerns';
import type { TableFile } from '../../../core/upload/process/fileTable';
import type { Range } from '../../uploads/review/reviewedFiles';

/** What the Review view shows, each row one node. */
export type ReviewNode = GroupNode | DirectoryNode | FileNode | ConcernNode | SkippedNode | MoreNode;

/** The rows that are always there, but for empty ones. */
export interface GroupNode {
  readonly kind: 'group';
  readonly id: 'look' | 'files' | 'skipped';
  readonly parent: undefined;
}

export interface DirectoryNode {
  readonly kind: 'directory';
  readonly id: string;
  readonly parent: GroupNode | DirectoryNode;
  /** In the repository, with the slash at its end. */
  readonly path: string;
  readonly range: Range;
}

export class FileNode {
  readonly kind = 'file';
  readonly id: string;

  constructor(
    readonly parent: GroupNode | DirectoryNode,
    readonly index: number,
    readonly file: TableFile,
  ) {
    this.id = `file\n${parent.id === 'look' ? 'look' : ''}\n${file.path}`;
  }
}

/** Something about the whole selection. */
export interface ConcernNode {
  readonly kind: 'concern';
  readonly id: string;
  readonly parent: GroupNode;
  readonly concern: Concern;
}

/** What is not uploaded, and why. */
export interface Skipped {
  /** On this disk. */
  readonly path: string;
  readonly text: string;
  /** Where the rules leave it out. */
  readonly reason: SkipReason | undefined;
}

export class SkippedNode {
  readonly kind = 'skipped';
  readonly id: string;

  constructor(
    readonly parent: GroupNode,
    index: number,
    readonly skipped: Skipped,
  ) {
    this.id = `skipped\n${index}\n${skipped.path}`;
  }

  /** Whether it can be uploaded though a rule leaves it out. */
  get canGoAnyway(): boolean {
    return canGoAnyway(this.skipped.reason);
  }
}

/** The last row of a list that has more than are shown. */
export class MoreNode {
  readonly kind = 'more';
  readonly id: string;

  constructor(
    readonly parent: GroupNode | DirectoryNode,
    readonly shown: number,
    readonly total: number,
  ) {
    this.id = `more\n${parent.id}`;
  }
}
