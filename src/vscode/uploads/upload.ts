import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { BranchName } from '../../core/oxen/branchName';
import type { UnfinishedRun } from '../../core/upload/journal/journals';
import { Control } from '../../core/upload/limits/control';
import { Meter } from '../../core/upload/meter';
import type { UploadEnding } from '../../core/upload/process/ending';
import { Suspended } from '../../core/upload/run/interruption';
import type { KnownTarget } from '../../core/upload/target/knownTarget';
import type { UploadOrder } from '../../core/upload/upload';
import { FilesUnderWay } from './filesUnderWay';
import type { ReviewedFiles } from './review/reviewedFiles';

/** Whether what was selected is on the branch, as far as it was meant to go there. */
export function isDone(ending: UploadEnding): boolean {
  switch (ending.kind) {
    case 'ran': {
      const { result, failed } = ending.receipt;
      return result === 'committed' || (result === 'nothing to do' && failed.length === 0);
    }
    case 'nothing sent':
      return ending.preparation.counts.unchanged > 0 && ending.preparation.failed.length === 0;
    default:
      return false;
  }
}

/** After so many ms without a word the user has turned to something else. */
const STILL_THERE = 10_000;

/** Where an upload is. One that waits was approved, and waits for another one to the same repository. */
export type UploadState = 'in review' | 'waiting' | 'running' | 'paused' | 'asking' | 'ended';

/** How far it has come, by itself: what is approved goes on without the user. */
type Stage =
  | { readonly kind: 'in review' }
  | { readonly kind: 'approved'; readonly files: number }
  | { readonly kind: 'ended' };

/** One upload, from the click to its end. */
export class Upload {
  readonly meter = new Meter();
  readonly control = new Control();
  private readonly changed = new vscode.EventEmitter<void>();
  /** Its state has changed, or what can be done with it. */
  readonly onDidChange = this.changed.event;
  /** Of the repository: decided to be left as somebody else has changed them. */
  readonly skippedPaths = new Set<string>();
  /** When it was ordered, in ms since 1970. */
  readonly at = Date.now();
  /** What has become of its files so far. */
  readonly files = new FilesUnderWay();
  private readonly recalled = new vscode.EventEmitter<void>();
  /** The user wants to see the question again that was put aside. */
  readonly onDidRecall = this.recalled.event;
  private retrying: AbortController | undefined;
  private heardAt = performance.now();
  private isAsking = false;
  private readonly controller = new AbortController();
  private finish: (ending: UploadEnding) => void = () => undefined;
  /** Resolves, whatever happens. */
  readonly ended = new Promise<UploadEnding>((resolve) => (this.finish = resolve));
  private stage: Stage;
  /** Instead of the one that was ordered, which has changed meanwhile. */
  private decidedBranch: BranchName | undefined;

  /**
   * @param resumed an interrupted run, where this continues one
   * @param startsByItself whether nobody has asked for it just now: it was approved before a reload
   */
  constructor(
    private ordered: UploadOrder,
    private resumed?: UnfinishedRun,
    readonly startsByItself = false,
  ) {
    this.stage = resumed === undefined ? { kind: 'in review' } : { kind: 'approved', files: resumed.files };
    this.control.onDidChange(() => this.changed.fire());
    this.meter.listen((_, event) => {
      this.files.note(event);
      if (event.type === 'phase') this.changed.fire();
    });
  }

  get order(): UploadOrder {
    return this.ordered;
  }

  /** Where it goes by now. */
  get target(): KnownTarget {
    const { target } = this.ordered;
    return { ...target, branch: this.decidedBranch ?? this.resumed?.decidedBranch ?? target.branch };
  }

  /** Its files go to another branch than was ordered. */
  turnTo(branch: BranchName): void {
    this.decidedBranch = branch;
    this.changed.fire();
  }

  /** While it is reviewed, where it goes and what of the selection can still change. */
  reorder(order: Partial<UploadOrder>): void {
    if (this.stage.kind !== 'in review') return;
    this.ordered = { ...this.ordered, ...order };
    this.changed.fire();
  }

  get state(): UploadState {
    const { stage } = this;
    if (stage.kind !== 'approved') return stage.kind;
    if (this.isAsking) return 'asking';
    if (this.control.isPaused) return 'paused';
    return this.meter.progress().phase === 'waiting' ? 'waiting' : 'running';
  }

  /** The interrupted run that this continues. */
  get resumes(): UnfinishedRun | undefined {
    return this.resumed;
  }

  /** How many files were approved; `undefined` before and after. */
  get count(): number | undefined {
    return this.stage.kind === 'approved' ? this.stage.files : undefined;
  }

  /** What is still to be approved does nothing that could be paused. */
  get canPause(): boolean {
    return this.stage.kind === 'approved' && !this.control.isPaused;
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Whether the user has ordered it, or answered it, a moment ago. */
  get hasAttention(): boolean {
    return !this.startsByItself && performance.now() - this.heardAt < STILL_THERE;
  }

  /** Whether it asks what becomes of files that failed: they can be sent again. */
  get canRetry(): boolean {
    return this.retrying !== undefined;
  }

  /** The user has said yes: from here on it needs nobody. */
  approve(files: number, reviewed?: ReviewedFiles): void {
    if (reviewed !== undefined)
      this.files.approve({ ...reviewed.found, goes: (index) => reviewed.goes(index) });
    this.stage = { kind: 'approved', files };
    this.heardAt = performance.now();
    this.changed.fire();
  }

  /** The user would rather go on with what was interrupted. */
  resumeInstead(run: UnfinishedRun): void {
    this.resumed = run;
    this.approve(run.files);
  }

  /** Stands still for the question, and shows that it does. */
  async ask<T>(question: () => Promise<T>): Promise<T> {
    this.isAsking = true;
    this.meter.note({ type: 'waiting', reason: t('waiting for your answer'), ms: 0 });
    this.changed.fire();
    try {
      return await question();
    } finally {
      this.isAsking = false;
      this.heardAt = performance.now();
      this.changed.fire();
    }
  }

  /** A question that *Retry Failed Files* answers, too: that ends the signal that it is given. */
  async askOrRetry<T>(question: (signal: AbortSignal) => Promise<T>): Promise<T | 'retry'> {
    this.retrying = new AbortController();
    const { signal } = this.retrying;
    try {
      const answer = await question(AbortSignal.any([signal, this.signal]));
      return signal.aborted ? 'retry' : answer;
    } finally {
      this.retrying = undefined;
    }
  }

  /** Answers the question about what failed. */
  retry(): void {
    this.retrying?.abort();
  }

  /** Shows the question again that it stands still for. */
  recallQuestion(): void {
    this.recalled.fire();
  }

  /** Stops at once, to be resumed after a reload: by itself, if it needed nobody. */
  suspend(): void {
    const needsNobody = this.state === 'running' || this.state === 'waiting';
    this.controller.abort(new Suspended(needsNobody ? 'to go on' : 'to be asked'));
  }

  cancel(): void {
    this.controller.abort();
  }

  /** It has come to this: {@link ended} resolves. */
  end(ending: UploadEnding): void {
    this.stage = { kind: 'ended' };
    this.controller.abort(); // a question that is still shown has nobody to answer to
    this.finish(ending);
    this.changed.fire();
    this.changed.dispose();
    this.recalled.dispose();
  }
}
