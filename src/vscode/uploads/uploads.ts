import { t } from '@vscode/l10n';
import PQueue from 'p-queue';
import * as vscode from 'vscode';
import type { KnownTarget } from '../../core/upload/plan/knownTarget';
import { type InterruptedUpload, interruptedText, interruptedUploads } from './interruptedUploads';
import { type Naming, namesFor } from '../naming';
import { performUpload } from './performUpload';
import { saveEditors } from './unsaved';
import type { UploadOrder, UploadOutcome } from '../../core/upload/upload';
import { isDone, Upload } from './upload';
import type { UploadServices } from './uploadServices';

/** The uploads of this window, one after the other. */
export class Uploads implements vscode.Disposable {
  private readonly added = new vscode.EventEmitter<Upload>();
  readonly onDidAdd = this.added.event;
  private readonly changed = new vscode.EventEmitter<void>();
  /** One was added, began, ended, was paused or goes on. */
  readonly onDidChange = this.changed.event;
  private readonly queue = new PQueue({ concurrency: 1 });
  private readonly pending = new Set<Upload>();

  constructor(private readonly options: UploadServices) {}

  /** The upload that runs, and those that wait for it, in their order. */
  get all(): readonly Upload[] {
    return [...this.pending];
  }

  get running(): Upload | undefined {
    return this.all.find(({ hasBegun }) => hasBegun);
  }

  /**
   * Uploads the files and folders when their turn comes. Once that is done, the target is the one of this workspace.
   *
   * @returns how it ended; `undefined` when the user thought better of it
   */
  async start(
    selection: readonly string[],
    target: KnownTarget,
    naming: Naming = 'by place in the workspace',
  ): Promise<UploadOutcome | undefined> {
    if (!(await saveEditors(selection, this.options.prompts))) return undefined;
    const order = { selection, target, names: await namesFor(selection, naming) };
    const way = await this.askWhetherToResume(order);
    if (way === undefined) return undefined;
    return way === 'anew' ? this.add(new Upload(order)) : this.resume(way);
  }

  /** Goes on with an interrupted run when its turn comes. Nothing is asked that was answered before. */
  resume({ run, order }: InterruptedUpload): Promise<UploadOutcome> {
    return this.add(new Upload(order, run));
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

  /** What was interrupted of the same order, when it is to be resumed. */
  private async askWhetherToResume(order: UploadOrder): Promise<InterruptedUpload | 'anew' | undefined> {
    const { journals, prompts } = this.options;
    const [interrupted] = await interruptedUploads(journals, order);
    if (interrupted === undefined) return 'anew';
    return prompts.choose<InterruptedUpload | 'anew'>({
      message: t('An upload {0} was interrupted.', interruptedText(interrupted)),
      detail: [t('Resuming sends what is missing and checks for changed files.')],
      answers: [
        { label: t('Resume'), value: interrupted },
        { label: t('Start Over'), value: 'anew' },
      ],
    });
  }

  private async add(upload: Upload): Promise<UploadOutcome> {
    this.pending.add(upload);
    upload.control.onDidChange(() => this.changed.fire());
    this.added.fire(upload);
    this.changed.fire();
    void this.queue.add(() => this.run(upload));
    const ending = await upload.ended;
    this.pending.delete(upload);
    this.changed.fire();
    if (isDone(ending)) await this.options.targets.use(upload.order.target);
    return ending;
  }

  private async run(upload: Upload): Promise<void> {
    const running = upload.run(() => performUpload(upload, this.options));
    this.changed.fire();
    await running;
  }
}
