import { partitionPoint } from '../../../core/partitionPoint';
import { skipReasonText } from '../../../core/files/localFile';
import { placeText } from '../../uploads/review/placeText';
import type { Range, ReviewedFiles } from '../../uploads/review/reviewedFiles';
import {
  type DirectoryNode,
  FileNode,
  type GroupNode,
  MoreNode,
  type ReviewNode,
  SkippedNode,
} from './reviewNodes';

/** Rows of one list that are shown at once. */
export const PAGE_ROWS = 1000;

/** What lies directly in a directory: the places of its directories, then its files. */
interface Content {
  readonly directories: readonly { readonly path: string; readonly range: Range }[];
  readonly files: Uint32Array;
}

/**
 * The rows of a review, made when they are asked for. Files are in the order of their paths, so that a directory is a
 * range of them, and to open one costs what lies directly in it.
 */
export class ReviewTree {
  private readonly contents = new Map<string, Content>();
  private readonly shown = new Map<string, number>();
  /** The directory that all files share, with the slash at its end; `''` for the root. */
  readonly base: string;

  constructor(readonly files: ReviewedFiles) {
    const place = placeText(this.table.ends(files.all));
    this.base = place === '/' ? '' : place.slice(0, place.lastIndexOf('/') + 1);
  }

  roots(): readonly GroupNode[] {
    const { skipped, refused, failed } = this.files.found;
    const group = (id: GroupNode['id']): GroupNode => ({ kind: 'group', id, parent: undefined });
    return [
      ...(this.files.needsLook ? [group('look')] : []),
      group('files'),
      ...(skipped.length + refused.length + failed.length > 0 ? [group('skipped')] : []),
    ];
  }

  children(node: ReviewNode): readonly ReviewNode[] {
    switch (node.kind) {
      case 'group':
        return node.id === 'files' ? this.entries(node) : this.page(node, this.listOf(node));
      case 'directory':
        return this.entries(node);
      case 'file':
      case 'concern':
      case 'skipped':
      case 'more':
        return [];
    }
  }

  /** Shows a page more of the list that ends with this row. */
  loadMore({ parent }: MoreNode): void {
    this.shown.set(parent.id, this.limitOf(parent) + PAGE_ROWS);
  }

  /** The files below a row; `undefined` where there can be none. */
  rangeOf(node: ReviewNode): Range | undefined {
    if (node.kind === 'directory') return node.range;
    return node.kind === 'group' && node.id === 'files' ? this.files.all : undefined;
  }

  private get table() {
    return this.files.found.files;
  }

  private listOf(group: GroupNode): readonly (() => ReviewNode)[] {
    const { files } = this;
    if (group.id === 'look') {
      return [
        ...files.found.concerns.map((concern) => (): ReviewNode => {
          const id = `concern\n${concern.kind}\n${concern.path}`;
          return { kind: 'concern', id, parent: group, concern };
        }),
        ...files.secretIndexes().map((index) => () => this.fileAt(index, group)),
      ];
    }
    const { skipped, refused, failed } = files.found;
    return [
      ...skipped.map(({ path, reason }) => ({ path, reason, text: skipReasonText(reason) })),
      ...refused.map(({ path, reason }) => ({ path, reason: undefined, text: reason })),
      ...failed.map(({ path, error }) => ({ path, reason: undefined, text: error.message })),
    ].map((one, index) => (): ReviewNode => new SkippedNode(group, index, one));
  }

  private page(parent: GroupNode, list: readonly (() => ReviewNode)[]): readonly ReviewNode[] {
    const rows = list.slice(0, this.limitOf(parent)).map((make) => make());
    return [...rows, ...this.moreOf(parent, list.length)];
  }

  private entries(parent: GroupNode | DirectoryNode): readonly ReviewNode[] {
    const path = parent.kind === 'directory' ? parent.path : this.base;
    const range = parent.kind === 'directory' ? parent.range : this.files.all;
    const { directories, files } = this.contentOf(path, range);
    const limit = this.limitOf(parent);
    const rows: ReviewNode[] = directories
      .slice(0, limit)
      .map((one) => ({ kind: 'directory', id: `directory\n${one.path}`, parent, ...one }));
    for (const index of files.subarray(0, Math.max(0, limit - rows.length)))
      rows.push(this.fileAt(index, parent));
    return [...rows, ...this.moreOf(parent, directories.length + files.length)];
  }

  private fileAt(index: number, parent: GroupNode | DirectoryNode): FileNode {
    return new FileNode(parent, index, this.table.at(index));
  }

  private moreOf(parent: GroupNode | DirectoryNode, total: number): readonly MoreNode[] {
    const shown = this.limitOf(parent);
    return shown < total ? [new MoreNode(parent, shown, total)] : [];
  }

  private limitOf({ id }: GroupNode | DirectoryNode): number {
    return this.shown.get(id) ?? PAGE_ROWS;
  }

  private contentOf(path: string, range: Range): Content {
    const content = this.contents.get(path) ?? this.look(path, range);
    this.contents.set(path, content);
    return content;
  }

  private look(path: string, { start, end }: Range): Content {
    const directories: { path: string; range: Range }[] = [];
    const files: number[] = [];
    for (let index = start; index < end; index++) {
      const name = this.table.path(index);
      const slash = name.indexOf('/', path.length);
      if (slash < 0) {
        files.push(index);
        continue;
      }
      const below = name.slice(0, slash + 1);
      const after = partitionPoint(index, end, (one) => this.table.path(one).startsWith(below));
      directories.push({ path: below, range: { start: index, end: after } });
      index = after - 1;
    }
    return { directories, files: Uint32Array.from(files) };
  }
}
