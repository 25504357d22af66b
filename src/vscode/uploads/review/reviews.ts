import * as vscode from 'vscode';
import type { Prompts } from '../../prompts';
import type { LastingBox } from '../../prompts/lastingBox';
import type { Upload } from '../upload';
import { OpenReview } from './openReview';
import type { ReviewActions } from './reviewStage';

/** The reviews of this window: one box at a time, the others wait for it in their order. */
export class Reviews implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** One was opened, answered or closed, its numbers stand, or its box was hidden or shown. */
  readonly onDidChange = this.changed.event;
  private readonly filesShown = new vscode.EventEmitter<void>();
  /** The files of the current one are to be in front. */
  readonly onDidShowFiles = this.filesShown.event;
  private readonly opened: OpenReview[] = [];
  /** Whose files have been brought to the front. */
  private inFiles: OpenReview | undefined;
  private box: { readonly of: OpenReview; readonly box: LastingBox } | undefined;
  private readonly watching = vscode.window.tabGroups.onDidChangeTabs(() => this.tellOfEditors());

  constructor(private readonly prompts: Prompts) {}

  /** The one that is to be answered. */
  get current(): OpenReview | undefined {
    const [first] = this.opened;
    return first?.isAnswered === true ? undefined : first;
  }

  /** Whether the current one waits out of sight. */
  get isHidden(): boolean {
    return this.current !== undefined && this.box?.box.isVisible !== true;
  }

  /** Opens one, and its box as soon as those before it are closed. */
  open(upload: Upload, actions: ReviewActions): OpenReview {
    const review = new OpenReview(upload, actions);
    this.opened.push(review);
    review.onDidChange(() => this.tell(this.refresh()));
    this.reopen();
    return review;
  }

  /** Has the next one shown; one that was hidden stays so when another one behind it is closed. */
  close(review: OpenReview): void {
    const index = this.opened.indexOf(review);
    if (index < 0) return;
    this.opened.splice(index, 1);
    review.dispose();
    if (index === 0) this.reopen();
  }

  /** Shows the box of the current one, again or for the first time, also where its files were shown. */
  show(): void {
    this.current?.showIn('box');
    this.reopen();
  }

  /** Closes the box of the current one, and shows its files. */
  showFiles(): void {
    this.current?.showIn('files');
    this.reopen();
  }

  /** Shows the current one where it was last. */
  reopen(): void {
    this.inFiles = undefined;
    const areFilesNew = this.refresh();
    this.box?.box.show();
    this.tell(areFilesNew);
  }

  /** Shows one again where it was last, once something that was asked in place of its box has been answered or left. */
  returnTo(review: OpenReview): void {
    if (this.current === review) this.reopen();
  }

  /** As Enter does in the box, which then shows what is still missing. */
  accept(): void {
    this.current?.accept();
    if (this.current !== undefined) this.reopen();
  }

  dispose(): void {
    this.box?.box.dispose();
    this.watching.dispose();
    this.filesShown.dispose();
    this.changed.dispose();
  }

  /** In this order: VS Code has the view of the files only once a context key says that there is a review. */
  private tell(areFilesNew: boolean): void {
    this.changed.fire();
    if (areFilesNew) this.filesShown.fire();
  }

  /**
   * The box is that of the current review, in sight or not, and gone with its answer.
   *
   * @returns whether its files are to be brought to the front now
   */
  private refresh(): boolean {
    const { current } = this;
    const boxed = current?.isInFiles === true ? undefined : current;
    const isBack = boxed !== undefined && this.inFiles === boxed;
    if (this.box?.of !== boxed) {
      this.box?.box.dispose();
      this.box = boxed && { of: boxed, box: this.makeBox(boxed) };
    }
    this.render();
    const areFilesNew = boxed === undefined && current !== undefined && this.inFiles !== current;
    this.inFiles = boxed === undefined ? current : undefined;
    if (isBack) this.box?.box.show();
    return areFilesNew;
  }

  private makeBox(review: OpenReview): LastingBox {
    return this.prompts.openBox({
      onEnter: () => review.accept(),
      onWrite: (text) => review.write(text),
      onHide: () => this.changed.fire(),
    });
  }

  /** What has unsaved changes is told where it is answered. */
  private tellOfEditors(): void {
    this.render();
    if (this.current?.isInFiles === true) this.changed.fire();
  }

  private render(): void {
    if (this.box !== undefined) this.box.box.render(this.box.of.content());
  }
}
