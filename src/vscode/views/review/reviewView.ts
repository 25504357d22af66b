import * as vscode from 'vscode';
import { MESSAGE_CHARACTERS, shownText } from '../../shownText';
import type { OpenReview } from '../../uploads/review/openReview';
import type { Reviews } from '../../uploads/review/reviews';
import { reviewItem } from './reviewItem';
import type { MoreNode, ReviewNode } from './reviewNodes';
import { ReviewTree } from './reviewTree';

/** The files of the review that is to be answered, with a check box each. */
export class ReviewView implements vscode.TreeDataProvider<ReviewNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private tree: ReviewTree | undefined;
  /** To know the rows that menus pass. */
  private readonly shown = new WeakMap<object, ReviewNode>();
  private review: OpenReview | undefined;
  /** How often the review's ticks had changed when its rows were shown last. */
  private ticked: number | undefined;
  private readonly watching: vscode.Disposable;

  constructor(private readonly reviews: Reviews) {
    this.watching = reviews.onDidChange(() => this.refresh());
  }

  /** What stands above the rows. */
  get heading(): { readonly description: string; readonly message: string } | undefined {
    return this.review?.heading();
  }

  getChildren(node?: ReviewNode): ReviewNode[] {
    const { tree } = this;
    if (tree === undefined) return [];
    return [...(node === undefined ? tree.roots() : tree.children(node))];
  }

  getTreeItem(node: ReviewNode): vscode.TreeItem {
    this.shown.set(node, node);
    return reviewItem(node, this.tree);
  }

  getParent(node: ReviewNode): ReviewNode | undefined {
    return node.parent;
  }

  /** Of one row: a file, all files below a directory, or what is to be confirmed. */
  tick(node: ReviewNode, isTicked: boolean): void {
    const { tree, review } = this;
    if (tree === undefined || review === undefined) return;
    const range = tree.rangeOf(node);
    review.change((files) => {
      if (node.kind === 'file') files.tick(node.index, isTicked);
      else if (range !== undefined) files.tickAll(range, isTicked);
      else if (node.kind === 'concern') files.confirm(node.concern, isTicked);
    });
  }

  /** The other way round; VS Code gives the keyboard no way to the box of a row, but to its menu. */
  toggle(row: object): void {
    const node = this.shown.get(row);
    if (node === undefined) return;
    this.tick(node, this.getTreeItem(node).checkboxState === vscode.TreeItemCheckboxState.Unchecked);
  }

  /** The next page of a list. */
  loadMore(node: MoreNode): void {
    this.tree?.loadMore(node);
    this.changed.fire(undefined);
  }

  dispose(): void {
    vscode.Disposable.from(this.watching, this.changed).dispose();
  }

  private refresh(): void {
    const { current } = this.reviews;
    const files = current?.files;
    // A letter typed in the box changes no row.
    const isSame = files === this.tree?.files && current?.ticked === this.ticked;
    this.review = current;
    this.ticked = current?.ticked;
    if (files !== this.tree?.files) this.tree = files && new ReviewTree(files);
    if (!isSame) this.changed.fire(undefined);
  }
}

/** Shows the view, and has it in front when a review is to be answered there. */
export function showReview(provider: ReviewView, reviews: Reviews): vscode.Disposable {
  const view = vscode.window.createTreeView('oxen.review', {
    treeDataProvider: provider,
    manageCheckboxStateManually: true,
    showCollapseAll: true,
  });
  const describe = () => {
    const { heading } = provider;
    const description = shownText(heading?.description ?? '');
    const message = shownText(heading?.message ?? '', MESSAGE_CHARACTERS);
    if (view.description !== description) view.description = description;
    if (view.message !== message) view.message = message;
  };
  return vscode.Disposable.from(
    view,
    view.onDidChangeCheckboxState(({ items }) => {
      for (const [node, state] of items) provider.tick(node, state === vscode.TreeItemCheckboxState.Checked);
    }),
    reviews.onDidChange(describe),
    reviews.onDidShowFiles(() => vscode.commands.executeCommand('oxen.review.focus')),
  );
}
