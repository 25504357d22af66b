import * as vscode from 'vscode';
import { type Origin, repositoryText } from '../../core/oxen/address';
import type { KnownTarget } from '../../core/upload/target/knownTarget';
import { childrenOf, moreOf } from './children';
import { entryTooltip } from './entryTooltip';
import { idOf } from './nodeId';
import { type MoreNode, type Node, ServerNode } from './nodes';
import type { Sources } from './sources';
import { treeItem } from './treeItem';

/**
 * Connected servers, their repositories, branches, directories and files. Each node is asked for when it is opened,
 * and what came is kept until it is refreshed.
 */
export class RepositoriesTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<Node | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly servers = new Map<Origin, ServerNode>();
  private children = new WeakMap<Node, Promise<readonly Node[]>>();
  private readonly disposed = new AbortController();
  private readonly watching: vscode.Disposable;

  constructor(private readonly sources: Sources) {
    this.watching = vscode.Disposable.from(
      sources.accounts.onDidChange(() => this.refresh()),
      sources.targets.onDidChange(() => this.changed.fire(undefined)), // one row is marked, another one no more
    );
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node === undefined) return this.sources.accounts.origins.map((origin) => this.server(origin));
    const known = this.children.get(node);
    const children = known ?? childrenOf(node, this.sources, this.disposed.signal);
    if (known === undefined) this.children.set(node, children);
    return distinct(await children);
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return treeItem(node, this.sources.targets.current);
  }

  /** Only for the row that the mouse rests on: there may be many thousands. */
  resolveTreeItem(item: vscode.TreeItem, node: Node): vscode.TreeItem {
    if (node.kind === 'file' || node.kind === 'directory') item.tooltip = entryTooltip(node.listed);
    return item;
  }

  getParent(node: Node): Node | undefined {
    return node.parent;
  }

  /** Asks again for what lies below the node, or for everything. */
  refresh(node?: Node): void {
    if (node === undefined) this.children = new WeakMap();
    else this.children.delete(node);
    this.changed.fire(node);
  }

  /** Asks again for the repositories of a server. */
  refreshServer(origin: Origin): void {
    this.refresh(this.server(origin));
  }

  /** Puts the next page of entries in the place of a *Load more* row. */
  async loadMore(more: MoreNode): Promise<void> {
    const shown = (await this.children.get(more.parent)) ?? [];
    if (!shown.includes(more)) return; // clicked twice, or refreshed meanwhile
    const isOfLastTry = (node: Node) => node.kind === 'note' && node.note.isFailure === true;
    const others = shown.filter((node) => node !== more && !isOfLastTry(node));
    const page = moreOf(more, this.sources, this.disposed.signal);
    this.children.set(
      more.parent,
      page.then((nodes) => [...others, ...nodes]),
    );
    this.changed.fire(more.parent);
  }

  /** Asks again for the branch of a target, or for the closest row to it that has been listed. */
  async refreshTarget(target: KnownTarget): Promise<void> {
    let closest: Node = this.server(target.origin);
    for (;;) {
      const below: readonly Node[] = (await this.children.get(closest)) ?? [];
      const next = below.find((node) => leadsTo(node, target));
      if (next === undefined) break;
      closest = next;
    }
    this.refresh(closest);
  }

  dispose(): void {
    this.disposed.abort();
    vscode.Disposable.from(this.watching, this.changed).dispose();
  }

  private server(origin: Origin): ServerNode {
    const server = this.servers.get(origin) ?? new ServerNode(origin);
    this.servers.set(origin, server);
    return server;
  }
}

/** Without those that a server lists once more: VS Code shows no rows at all when two have one id. */
function distinct(nodes: readonly Node[]): Node[] {
  const byId = new Map(nodes.toReversed().map((node) => [idOf(node), node]));
  return [...byId.values()].reverse();
}

/** Whether the target lies at or below the row. A branch without a commit does not count: it becomes another row. */
function leadsTo(node: Node, { repository, branch }: KnownTarget): boolean {
  if (node.kind === 'repository') return repositoryText(node.name) === repositoryText(repository);
  return node.kind === 'branch' && node.state === 'born' && node.name === branch;
}
