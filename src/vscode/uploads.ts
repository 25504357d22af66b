import PQueue from 'p-queue';
import * as vscode from 'vscode';
import type { Naming } from './choosing/chooseNaming';
import type { KnownTarget } from './knownTarget';
import { performUpload } from './performUpload';
import { saveEditors } from './unsaved';
import { type Ending, Upload } from './upload';
import type { UploadServices } from './uploadServices';

/** The uploads of this window, one after the other. */
export class Uploads implements vscode.Disposable {
  private readonly added = new vscode.EventEmitter<Upload>();
  readonly onDidAdd = this.added.event;
  private readonly changed = new vscode.EventEmitter<void>();
  /** One was added, began or ended. */
  readonly onDidChange = this.changed.event;
  private readonly queue = new PQueue({ concurrency: 1 });
  private readonly pending = new Set<Upload>();

  constructor(private readonly options: UploadServices) {}

  /** The upload that runs, and those that wait for it, in their order. */
  get all(): readonly Upload[] {
    return [...this.pending];
  }

  get running(): Upload | undefined {
    return this.all.find(({ state }) => state === 'running');
  }

  /**
   * Uploads the files and folders when their turn comes, and makes the target the one of this workspace.
   *
   * @param naming how this workspace's uploads are named, unless told otherwise
   * @returns how it ended; `undefined` when the user did not want to save unsaved editors
   */
  async start(
    selection: readonly string[],
    target: KnownTarget,
    { relativeTo }: Naming = { relativeTo: this.options.targets.keepRelativeTo },
  ): Promise<Ending | undefined> {
    const { prompts, targets } = this.options;
    if (!(await saveEditors(selection, prompts))) return undefined;
    await targets.use(target);

    const upload = new Upload({ selection, target, relativeTo });
    this.pending.add(upload);
    this.added.fire(upload);
    this.changed.fire();
    void this.queue.add(() => this.run(upload));
    const ending = await upload.ended;
    this.pending.delete(upload);
    this.changed.fire();
    return ending;
  }

  dispose(): void {
    for (const upload of this.all) upload.suspend();
    vscode.Disposable.from(this.added, this.changed).dispose();
  }

  private async run(upload: Upload): Promise<void> {
    const running = upload.run(() => performUpload(upload, this.options));
    this.changed.fire();
    await running;
  }
}
