import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Identity } from '../../../core/config/identity';
import type { CommitText } from '../../../core/oxen/merge';
import { bytesOf, type Preparation } from '../../../core/upload/plan/preparation';
import { namesOf } from '../../progress/words';
import type { BoxButton, BoxContent } from '../../prompts/lastingBox';
import type { InterruptedUpload } from '../interruptedUploads';
import type { Upload } from '../upload';
import { type Author, isWhole } from './author';
import { lookingText, promptText, titleText } from './reviewText';
import { unsavedIn } from './unsaved';

/** What the user makes of it. */
export type ReviewAnswer =
  | { readonly kind: 'yes'; readonly text: CommitText; readonly asked: Identity | undefined }
  | { readonly kind: 'resume instead'; readonly interrupted: InterruptedUpload }
  /** Files could not be read: to look at all of them once more. */
  | { readonly kind: 'read again' }
  | { readonly kind: 'cancel' };

/** All that has to be known before a yes counts. */
export interface ReviewFacts {
  readonly preparation: Preparation;
  readonly author: Author;
  readonly interrupted: InterruptedUpload | undefined;
}

/**
 * Where the review of an upload is: its numbers are still being found, it waits for an answer, or it has one. Only to
 * read the files again goes back.
 */
type Stage =
  | {
      readonly kind: 'looking';
      readonly found: { readonly files: number; readonly bytes: number } | undefined;
    }
  | ({ readonly kind: 'asking'; readonly answer: (answer: ReviewAnswer) => void } & ReviewFacts)
  | { readonly kind: 'answered' };

/** What is written, one after the other: the author only when nobody knows whom the commit is by. */
type Step = 'message' | 'name' | 'email';

/** The review of one upload, whether its box is in sight or not. */
export class OpenReview {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private stage: Stage = { kind: 'looking', found: undefined };
  private step: Step = 'message';
  private complaint: string | undefined;
  private readonly texts: Record<Step, string>;
  private readonly forget: () => void;

  constructor(readonly upload: Upload) {
    const { meter, order, signal } = upload;
    this.texts = { message: t('Upload {0}', namesOf(order.selection)), name: '', email: '' };
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

  get isAnswered(): boolean {
    return this.stage.kind === 'answered';
  }

  /** Waits for the user, however long. */
  async ask(facts: ReviewFacts): Promise<ReviewAnswer> {
    this.texts.name ||= facts.author.name ?? '';
    this.texts.email ||= facts.author.email ?? '';
    return new Promise((answer) => {
      this.enter({ kind: 'asking', answer, ...facts });
      if (this.upload.signal.aborted) this.answer({ kind: 'cancel' });
    });
  }

  write(text: string): void {
    if (this.texts[this.step] === text) return;
    this.texts[this.step] = text;
    this.complaint = undefined;
    this.changed.fire();
  }

  /** To the next step, or the yes itself; nothing as long as the numbers do not stand. */
  accept(): void {
    if (this.stage.kind !== 'asking') return;
    if (this.texts[this.step].trim() === '') {
      this.complaint =
        this.step === 'message' ? t('A commit needs a message.') : t('A commit needs an author.');
      this.changed.fire();
      return;
    }
    const steps = stepsFor(this.stage.author);
    const next = steps[steps.indexOf(this.step) + 1];
    if (next === undefined) this.answer(this.yesBy(this.stage.author));
    else this.turnTo(next);
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
      buttons: this.buttons(),
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
    const { files } = stage.preparation;
    return { files: files.length, bytes: bytesOf(files) };
  }

  private prompt(): string {
    const { stage, step, upload } = this;
    if (step === 'name') return t('Your name (saved in the settings)');
    if (step === 'email') return t('Your e-mail address (saved in the settings)');
    if (stage.kind !== 'asking') return lookingText(upload.order.target.directory);
    return promptText({ ...stage, unsaved: unsavedIn(upload.order.selection) });
  }

  private buttons(): readonly BoxButton[] {
    const { stage, step, upload } = this;
    const cancel = { icon: 'close', tooltip: t('Cancel'), run: () => upload.cancel() };
    if (stage.kind !== 'asking') return [cancel];
    const { interrupted, preparation } = stage;
    const isUnsaved = unsavedIn(upload.order.selection).length > 0;
    const back = { icon: 'arrow-left', tooltip: t('Edit Message…'), run: () => this.turnTo('message') };
    const again = {
      icon: 'refresh',
      tooltip: t('Read Files Again'),
      run: () => this.answer({ kind: 'read again' }),
    };
    const accept = {
      icon: 'cloud-upload',
      tooltip: isUnsaved ? t('Save and Upload') : t('Upload'),
      run: () => this.accept(),
    };
    return [
      ...(step === 'message' ? [] : [back]),
      ...(interrupted === undefined ? [] : [this.resumeButton(interrupted)]),
      ...(preparation.failed.length === 0 ? [] : [again]),
      accept,
      cancel,
    ];
  }

  private resumeButton(interrupted: InterruptedUpload): BoxButton {
    return {
      icon: 'debug-continue',
      tooltip: t('Resume Instead: sends what is missing and checks for changed files'),
      run: () => this.answer({ kind: 'resume instead', interrupted }),
    };
  }

  private turnTo(step: Step): void {
    this.step = step;
    this.complaint = undefined;
    this.changed.fire();
  }

  private yesBy(author: Author): ReviewAnswer {
    const message = this.texts.message.trim();
    if (isWhole(author))
      return { kind: 'yes', text: { message, author: author.name, email: author.email }, asked: undefined };
    const asked = { name: this.texts.name.trim(), email: this.texts.email.trim() };
    return { kind: 'yes', text: { message, author: asked.name, email: asked.email }, asked };
  }

  private answer(answer: ReviewAnswer): void {
    const { stage } = this;
    this.enter(answer.kind === 'read again' ? { kind: 'looking', found: undefined } : { kind: 'answered' });
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
