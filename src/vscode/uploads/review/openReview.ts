import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { repositoryText } from '../../../core/oxen/address';
import type { BoxContent } from '../../prompts/lastingBox';
import type { Upload } from '../upload';
import { type Author, isWhole } from './author';
import { opensFiles } from './opensFiles';
import { reviewButtons } from './reviewButtons';
import { ReviewedFiles, type TickDecisions } from './reviewedFiles';
import type { ReviewActions, ReviewAnswer, ReviewFacts, Stage, Step } from './reviewStage';
import { lookingText, promptText, proposedMessage, titleText } from './reviewText';
import { unsavedOf } from './unsaved';

/** The review of one upload, whether its box is in sight or not. */
export class OpenReview {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private stage: Stage = { kind: 'looking', found: undefined };
  private step: Step = 'message';
  private complaint: string | undefined;
  private readonly texts: Record<Step, string>;
  private readonly forget: () => void;
  /** Kept when the files are read again. */
  private decisions: TickDecisions | undefined;
  private ticksChanged = 0;
  /** Whether it had its files shown when they were looked at last. */
  private openedFiles = false;
  /** Where it is to be answered. */
  private place: 'box' | 'files' = 'box';

  constructor(
    readonly upload: Upload,
    private readonly actions: ReviewActions,
  ) {
    const { meter, order, signal } = upload;
    this.texts = { message: proposedMessage(order.selection), name: '', email: '' };
    const stop = () => this.answer({ kind: 'cancel' });
    signal.addEventListener('abort', stop);
    const deafen = meter.listen((_, event) => {
      if (event.type === 'found' && this.stage.kind === 'looking')
        this.enter({ kind: 'looking', found: event });
    });
    this.forget = () => {
      signal.removeEventListener('abort', stop);
      deafen();
    };
  }

  /** Whether the numbers stand, so that a yes counts. */
  get isReady(): boolean {
    return this.stage.kind === 'asking';
  }

  get isAtMessage(): boolean {
    return this.step === 'message';
  }

  get hasFailed(): boolean {
    return this.files !== undefined && this.files.found.failed.length > 0;
  }

  get canResumeInstead(): boolean {
    return this.stage.kind === 'asking' && this.stage.interrupted !== undefined;
  }

  /** Editors show some of it with unsaved changes. */
  get savesFirst(): boolean {
    return this.files !== undefined && unsavedOf(this.files).length > 0;
  }

  get isAnswered(): boolean {
    return this.stage.kind === 'answered';
  }

  /** Its files, as soon as they are known. */
  get files(): ReviewedFiles | undefined {
    return this.stage.kind === 'asking' ? this.stage.files : undefined;
  }

  /** How often ticks have changed. */
  get ticked(): number {
    return this.ticksChanged;
  }

  get isInFiles(): boolean {
    return this.place === 'files';
  }

  /** Has it answered there, the box being closed, or in the box again. */
  showIn(place: 'box' | 'files'): void {
    if (this.place === place) return;
    this.place = place;
    this.changed.fire();
  }

  /** Waits for the user, however long. */
  async ask({
    found,
    unsaved,
    author,
    interrupted,
    isFirst,
    showsFiles,
  }: ReviewFacts): Promise<ReviewAnswer> {
    this.texts.name ||= author.name ?? '';
    this.texts.email ||= author.email ?? '';
    const files = new ReviewedFiles(found, unsaved, this.decisions);
    const opens = opensFiles(files, showsFiles);
    if (opens && !this.openedFiles) this.place = 'files';
    this.openedFiles = opens;
    return new Promise((answer) => {
      this.enter({ kind: 'asking', answer, files, author, interrupted, isFirst });
      if (this.upload.signal.aborted) this.answer({ kind: 'cancel' });
    });
  }

  write(text: string): void {
    if (this.texts[this.step] === text) return;
    this.texts[this.step] = text;
    this.complaint = undefined;
    this.changed.fire();
  }

  /** Ticks files, or confirms what needs a look. */
  change(change: (files: ReviewedFiles) => void): void {
    if (this.stage.kind !== 'asking') return;
    change(this.stage.files);
    this.ticksChanged++;
    this.complaint = undefined;
    this.changed.fire();
  }

  /** Has the files read again, with what has been decided so far. */
  readAgain(): void {
    if (this.stage.kind === 'asking') this.answer({ kind: 'read again' });
  }

  /** Takes what a rule leaves out, too. @param path on this disk */
  uploadAnyway(path: string): void {
    const { anyway = [] } = this.upload.order;
    this.upload.reorder({ anyway: [...anyway, path] });
    this.readAgain();
  }

  /** Once the numbers stand. */
  async changeDestination(): Promise<void> {
    if (this.isReady) await this.actions.changeDestination();
  }

  /** Goes on with the interrupted upload of the same. */
  resumeInstead(): void {
    const { stage } = this;
    if (stage.kind !== 'asking' || stage.interrupted === undefined) return;
    this.answer({ kind: 'resume instead', interrupted: stage.interrupted });
  }

  /** Back from the author. */
  editMessage(): void {
    this.turnTo('message');
  }

  cancel(): void {
    this.upload.cancel();
  }

  /** To the next step, or the yes itself; nothing as long as the numbers do not stand. */
  accept(): void {
    if (this.stage.kind !== 'asking') return;
    const { author, files } = this.stage;
    if (this.texts[this.step].trim() === '') {
      this.complain(
        this.step === 'message' ? t('A commit needs a message.') : t('A commit needs an author.'),
        'box',
      );
      return;
    }
    const [concern] = files.unconfirmed;
    if (concern !== undefined) {
      this.complain(t('{0} Tick it to confirm that you mean it.', concern.text), 'files');
      return;
    }
    const steps = stepsFor(author);
    const next = steps[steps.indexOf(this.step) + 1];
    if (next === undefined) this.answer(this.yesBy(author, files));
    else this.turnTo(next);
  }

  /** What stands above the files, where they are shown. */
  heading(): { readonly description: string; readonly message: string } {
    const { target } = this.upload.order;
    return {
      description: `${repositoryText(target.repository)} · ${target.branch}`,
      message: this.complaint ?? `“${this.texts.message}” ${this.prompt()}`,
    };
  }

  content(): BoxContent {
    const { stage, step, upload } = this;
    const { order } = upload;
    const steps = stage.kind === 'asking' ? stepsFor(stage.author) : [];
    return {
      title: titleText(order.target, this.found),
      prompt: this.prompt(),
      placeholder: step === 'message' ? t('Commit message') : t('Commit author'),
      text: this.texts[step],
      complaint: this.complaint,
      isBusy: !this.isReady,
      step: steps.length > 1 ? { number: steps.indexOf(step) + 1, of: steps.length } : undefined,
      buttons: reviewButtons(this),
    };
  }

  dispose(): void {
    this.forget();
    this.changed.dispose();
  }

  private get found() {
    const { stage } = this;
    if (stage.kind === 'looking') return stage.found;
    if (stage.kind === 'answered') return undefined;
    return stage.files.ticked();
  }

  private prompt(): string {
    const { stage, step, upload } = this;
    if (step === 'name') return t('Your name (saved in the settings)');
    if (step === 'email') return t('Your e-mail address (saved in the settings)');
    if (stage.kind !== 'asking') return lookingText(upload.order.target.directory);
    return promptText({ ...stage, unsaved: unsavedOf(stage.files) });
  }

  private turnTo(step: Step): void {
    this.step = step;
    this.place = 'box';
    this.complaint = undefined;
    this.changed.fire();
  }

  /** @param place where it can be put right */
  private complain(complaint: string, place: 'box' | 'files'): void {
    this.complaint = complaint;
    this.place = place;
    this.changed.fire();
  }

  private yesBy(author: Author, files: ReviewedFiles): ReviewAnswer {
    const message = this.texts.message.trim();
    if (isWhole(author))
      return {
        kind: 'yes',
        text: { message, author: author.name, email: author.email },
        asked: undefined,
        files,
      };
    const asked = { name: this.texts.name.trim(), email: this.texts.email.trim() };
    return { kind: 'yes', text: { message, author: asked.name, email: asked.email }, asked, files };
  }

  private answer(answer: ReviewAnswer): void {
    const { stage } = this;
    const isAgain = answer.kind === 'read again';
    if (isAgain && stage.kind === 'asking') this.decisions = stage.files.decisions();
    this.enter(isAgain ? { kind: 'looking', found: undefined } : { kind: 'answered' });
    if (stage.kind === 'asking') stage.answer(answer);
  }

  private enter(stage: Stage): void {
    this.stage = stage;
    this.changed.fire();
  }
}

function stepsFor(author: Author): readonly Step[] {
  return isWhole(author) ? ['message'] : ['message', 'name', 'email'];
}
