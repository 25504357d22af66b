import type { Origin, RepositoryName } from '../../core/oxen/address';
import type { CommitId } from '../../core/oxen/ids';
import type { Entry } from '../../core/oxen/schemas';

/** What the Repositories view shows, each row one node. VS Code tells nodes apart by identity. */
export type Node = ServerNode | RepositoryNode | BranchNode | DirectoryNode | FileNode | MoreNode | NoteNode;

/** Where files can be dropped, and what a listing is of. */
export type PlaceNode = BranchNode | DirectoryNode;

export class ServerNode {
  readonly kind = 'server';
  readonly parent = undefined;

  constructor(readonly origin: Origin) {}
}

export class RepositoryNode {
  readonly kind = 'repository';

  constructor(
    readonly parent: ServerNode,
    readonly name: RepositoryName,
    /** How it came here: the server lists it, or does not, but it was opened by name or uploaded to. */
    readonly source: 'listed' | 'opened' | 'target',
  ) {}
}

export class BranchNode {
  readonly kind = 'branch';

  constructor(
    readonly parent: RepositoryNode,
    readonly name: string,
    /** `unborn`: its repository is empty, and the first upload makes it. */
    readonly state: 'born' | 'unborn',
  ) {}
}

/** A directory or file of one commit: the one that its branch stood at when it was listed. */
interface Listed {
  readonly branch: BranchNode;
  readonly commit: CommitId;
  readonly path: string;
  readonly entry: Entry;
}

export class DirectoryNode {
  readonly kind = 'directory';

  constructor(
    readonly parent: PlaceNode,
    readonly listed: Listed,
  ) {}
}

export class FileNode {
  readonly kind = 'file';

  constructor(
    readonly parent: PlaceNode,
    readonly listed: Listed,
  ) {}
}

/** The last row of a directory that has more entries than are shown. */
export class MoreNode {
  readonly kind = 'more';

  constructor(
    readonly parent: PlaceNode,
    readonly next: { readonly commit: CommitId; readonly page: number },
    readonly entries: { readonly shown: number; readonly total: number },
  ) {}
}

export interface Note {
  readonly text: string;
  readonly icon: string;
  readonly tooltip?: string;
  /** It tells why something could not be listed. */
  readonly isFailure?: true;
  /** What a click does. */
  readonly action?: { readonly command: string; readonly argument: unknown };
}

/** A row that tells something, or offers what can be done about it. */
export class NoteNode {
  readonly kind = 'note';

  constructor(
    readonly parent: Node,
    readonly note: Note,
  ) {}
}

/** The server, repository, branch and directory that a place stands for; names as the server gave them. */
export function placeOf(node: PlaceNode) {
  const branch = node.kind === 'branch' ? node : node.listed.branch;
  const { parent: repository, name } = branch;
  return {
    origin: repository.parent.origin,
    repository: repository.name,
    branch: name,
    directory: node.kind === 'branch' ? '' : node.listed.path,
  };
}
