import { t } from '@vscode/l10n';
import type { Journals } from '../../../core/upload/journal/journals';
import type { ReceiptFile } from '../../../core/upload/receipt/form';
import { openReceipt, type ReceiptPlace } from '../../../core/upload/receipt/receiptFile';
import type { KeptReceipt } from '../../../core/upload/receipt/receipts';
import type { InterruptedUpload } from '../../uploads/interruptedUploads';
import type { FileUnderWay } from '../../uploads/filesUnderWay';
import type { Upload } from '../../uploads/upload';

/** Files that a row shows at first, and how many more each time. */
export const PAGE = 1000;
/** The same where they are shown anew every second: that leaves garbage in the process of all extensions. */
const LIVE_PAGE = 200;

let lives = 0;

/** An upload of this window that goes on. */
export class LiveNode {
  readonly kind = 'live';
  readonly id = `live-${++lives}`;
  private most = LIVE_PAGE;

  constructor(readonly upload: Upload) {}

  children(): readonly UploadsNode[] {
    const { files } = this.upload;
    const shown = files.first(this.most).map((file, index) => new LiveFileNode(this, file, index));
    return shown.length < files.count
      ? [...shown, new MoreFilesNode(this, shown.length, files.count)]
      : shown;
  }

  more(): Promise<void> {
    this.most += LIVE_PAGE;
    return Promise.resolve();
  }
}

/** An upload that can be resumed. */
export class InterruptedNode {
  readonly kind = 'interrupted';
  private most = PAGE;

  constructor(
    readonly interrupted: InterruptedUpload,
    private readonly journals: Journals,
  ) {}

  get id(): string {
    return `interrupted-${this.interrupted.run.id}`;
  }

  /** Those that are still to be sent before the others. */
  async children(): Promise<readonly UploadsNode[]> {
    const checkpoint = await this.journals.look(this.interrupted.run.id);
    const paths = [...(checkpoint.approved?.keys() ?? [])];
    const isSent = (path: string) => checkpoint.hasStaged(path);
    const ordered = [...paths.filter((path) => !isSent(path)), ...paths.filter(isSent)];
    const shown = ordered.slice(0, this.most).map((path, index) => {
      const reason = isSent(path) ? t('sent') : t('not sent yet');
      return new ReceiptFileNode(this, { path, outcome: 'not committed', reason }, index);
    });
    return shown.length < paths.length
      ? [...shown, new MoreFilesNode(this, shown.length, paths.length)]
      : shown;
  }

  more(): Promise<void> {
    this.most += PAGE;
    return Promise.resolve();
  }
}

/** An upload that has ended. */
export class FinishedNode {
  readonly kind = 'finished';
  private readonly shown: ReceiptFileNode[] = [];
  private next: ReceiptPlace | undefined;

  constructor(readonly receipt: KeptReceipt) {}

  get id(): string {
    return `finished-${this.receipt.head.id}-${this.receipt.head.endedAt}`;
  }

  /** How many files its receipt lists. */
  get count(): number {
    return Object.values(this.receipt.head.counts).reduce((sum, count) => sum + count, 0);
  }

  async children(): Promise<readonly UploadsNode[]> {
    if (this.shown.length === 0) await this.more();
    const { shown, count } = this;
    return shown.length < count ? [...shown, new MoreFilesNode(this, shown.length, count)] : shown;
  }

  /** Reads on from where the last page ended. */
  async more(): Promise<void> {
    const until = this.shown.length + PAGE;
    for await (const files of (await openReceipt(this.receipt.path)).files(this.next))
      for (const { file, next } of files) {
        if (this.shown.length === until) return;
        this.shown.push(new ReceiptFileNode(this, file, this.shown.length));
        this.next = next;
      }
  }
}

export class LiveFileNode {
  readonly kind = 'live file';

  constructor(
    readonly parent: LiveNode,
    readonly file: FileUnderWay,
    readonly index: number,
  ) {}
}

export class ReceiptFileNode {
  readonly kind = 'receipt file';

  constructor(
    readonly parent: FinishedNode | InterruptedNode,
    readonly file: ReceiptFile,
    readonly index: number,
  ) {}
}

export class MoreFilesNode {
  readonly kind = 'more files';

  constructor(
    readonly parent: LiveNode | InterruptedNode | FinishedNode,
    readonly shown: number,
    readonly total: number,
  ) {}
}

export type UploadsNode =
  LiveNode | InterruptedNode | FinishedNode | LiveFileNode | ReceiptFileNode | MoreFilesNode;
