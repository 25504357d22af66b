import * as vscode from 'vscode';
import type { KnownTarget } from '../../core/upload/target/knownTarget';
import type { InterruptedUpload } from './interruptedUploads';
import { type Naming, namesFor } from '../naming';
import { lieHere } from '../resources';
import { performUpload } from './performUpload';
import type { UploadEnding } from '../../core/upload/process/ending';
import type { UploadOrder } from '../../core/upload/upload';
import { isDone, Upload } from './upload';
import type { UnfinishedRun } from '../../core/upload/journal/journals';
import type { UploadServices } from './uploadServices';

/** The uploads of this window: all at once, but for one run at a time to each repository. */
export class Uploads implements vscode.Disposable {
  private readonly added = new vscode.EventEmitter<Upload>();
  /** Whoever shows uploads hears of each here, and waits for its `ended`: progress/closingMessage.ts, notification.ts. */
  readonly onDidAdd = this.added.event;
  private readonly changed = new vscode.EventEmitter<void>();
  /** One was added or has ended, or its state is another one. */
  readonly onDidChange = this.changed.event;
  private readonly pending = new Set<Upload>();

  constructor(private readonly options: UploadServices) {}

  /** Those that have not ended, in the order they were added. */
  get all(): readonly Upload[] {
    return [...this.pending];
  }

  /** Looks at the files and folders at once, asks, and uploads them. When that is done, the target is that of this workspace. */
  async start(
    selection: readonly string[],
    target: KnownTarget,
    naming: Naming = 'by place in the workspace',
  ): Promise<UploadEnding> {
    return this.add(new Upload({ selection, target, names: await namesFor(selection, naming) }));
  }

  /** The same of what was uploaded before, under the names that it had. */
  startAgain(order: UploadOrder): Promise<UploadEnding> {
    return this.add(new Upload(order));
  }

  /** Goes on with an interrupted run. Nothing is asked that was answered before. */
  resume({ run, order }: InterruptedUpload): Promise<UploadEnding> {
    return this.add(new Upload(order, run));
  }

  /** Goes on with a run that needed nobody when its window was closed, unless another window does. */
  goOn({ run, order }: InterruptedUpload): Promise<UploadEnding> {
    return this.add(new Upload(order, run, true));
  }

  /** The upload of this window that goes on with an interrupted run, if one does. */
  resuming({ id }: Pick<UnfinishedRun, 'id'>): Upload | undefined {
    return this.all.find(({ resumes }) => resumes?.id === id);
  }

  /** Stops all, so that they can be resumed in another process; resolves when their journals are closed. */
  async suspend(): Promise<void> {
    for (const upload of this.all) upload.suspend();
    await Promise.all(this.all.map(({ ended }) => ended));
  }

  dispose(): void {
    void this.suspend();
    vscode.Disposable.from(this.added, this.changed).dispose();
  }

  private async add(upload: Upload): Promise<UploadEnding> {
    this.pending.add(upload);
    upload.onDidChange(() => this.changed.fire());
    this.added.fire(upload);
    this.changed.fire();
    upload.end(
      await performUpload(upload, this.options).catch((error: unknown) => ({
        kind: 'broke' as const,
        error,
      })),
    );
    const ending = await upload.ended; // not before the others who wait for it
    this.pending.delete(upload);
    this.changed.fire();
    const { order, startsByItself } = upload;
    const { targets } = this.options;
    // What was ordered in another window says nothing of where this one uploads to.
    const isOfHere = !startsByItself || lieHere(order.selection);
    if (isDone(ending)) await (isOfHere ? targets.use(order.target) : targets.remember(order.target));
    return ending;
  }
}
