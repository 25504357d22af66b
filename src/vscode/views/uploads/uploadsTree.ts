import * as vscode from 'vscode';
import type { Journals } from '../../../core/upload/journal/journals';
import type { Receipts } from '../../../core/upload/receipt/receipts';
import { interruptedUploads } from '../../uploads/interruptedUploads';
import type { Upload, UploadState } from '../../uploads/upload';
import type { Uploads } from '../../uploads/uploads';
import { uploadItem } from './uploadItem';
import { FinishedNode, InterruptedNode, LiveNode, type MoreFilesNode, type UploadsNode } from './uploadNodes';

/** How often a running upload's row is brought up to date, in ms. */
const REFRESH = 1000;

/** What has work or a question of its own comes before what waits. */
const LIVE_ORDER: Readonly<Record<UploadState, number>> = {
  running: 0,
  paused: 0,
  asking: 0,
  'in review': 1,
  waiting: 2,
  ended: 3,
};

interface UploadsSources {
  readonly uploads: Uploads;
  readonly journals: Journals;
  readonly receipts: Receipts;
}

/** The uploads of this window, running ones first; then what was interrupted and what has ended, also in others. Of each the newest first. */
export class UploadsTree implements vscode.TreeDataProvider<UploadsNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<UploadsNode | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly live = new Map<Upload, LiveNode>();
  /** With the pages that they show. */
  private past = new Map<string, InterruptedNode | FinishedNode>();
  private readonly watching: vscode.Disposable;
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly sources: UploadsSources) {
    this.watching = sources.uploads.onDidChange(() => this.refresh());
    this.timer = setInterval(() => {
      for (const [upload, node] of this.live) if (upload.state === 'running') this.changed.fire(node);
    }, REFRESH);
  }

  refresh(): void {
    this.changed.fire(undefined);
  }

  getTreeItem(node: UploadsNode): vscode.TreeItem {
    return uploadItem(node);
  }

  async getChildren(node?: UploadsNode): Promise<UploadsNode[]> {
    if (node === undefined) return this.roots();
    return 'children' in node ? [...(await node.children())] : [];
  }

  getParent(node: UploadsNode): UploadsNode | undefined {
    return 'parent' in node ? node.parent : undefined;
  }

  async loadMore({ parent }: MoreFilesNode): Promise<void> {
    await parent.more();
    this.changed.fire(parent);
  }

  dispose(): void {
    clearInterval(this.timer);
    this.watching.dispose();
    this.changed.dispose();
  }

  private async roots(): Promise<UploadsNode[]> {
    const { journals, receipts, uploads } = this.sources;
    const [found, kept] = await Promise.all([interruptedUploads(journals), receipts.list()]);
    const interrupted = found.filter(({ run }) => uploads.resuming(run) === undefined);
    // Those that were there before keep the pages that they show.
    const past = [
      ...interrupted
        .toSorted((one, other) => other.run.at - one.run.at)
        .toSorted((one, other) => Number(one.run.hasStarted) - Number(other.run.hasStarted))
        .map((one) => new InterruptedNode(one, journals)),
      ...kept
        .toSorted((one, other) => Date.parse(other.head.endedAt) - Date.parse(one.head.endedAt))
        .map((receipt) => new FinishedNode(receipt)),
    ].map((node) => this.past.get(node.id) ?? node);
    this.past = new Map(past.map((node) => [node.id, node]));
    return [...this.liveNodes(), ...past];
  }

  private liveNodes(): readonly LiveNode[] {
    const { all } = this.sources.uploads;
    for (const upload of this.live.keys()) if (!all.includes(upload)) this.live.delete(upload);
    for (const upload of all) if (!this.live.has(upload)) this.live.set(upload, new LiveNode(upload));
    return [...this.live.values()]
      .reverse()
      .toSorted((one, other) => LIVE_ORDER[one.upload.state] - LIVE_ORDER[other.upload.state]);
  }
}
