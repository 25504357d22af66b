import { t } from '@vscode/l10n';
import type { UnfinishedRun } from '../../core/upload/journal/journals';
import { Control } from '../../core/upload/limits/control';
import { countsOf } from '../../core/upload/plan/preparation';
import { Meter } from '../../core/upload/meter';
import { Suspended } from '../../core/upload/run/interruption';
import type { UploadOrder, UploadOutcome } from '../../core/upload/upload';

/** Whether what was selected is on the branch, as far as it was meant to go there. */
export function isDone(outcome: UploadOutcome): boolean {
  switch (outcome.kind) {
    case 'ran': {
      const { result, failed } = outcome.receipt;
      return result === 'committed' || (result === 'nothing to do' && failed.length === 0);
    }
    case 'nothing sent':
      return countsOf(outcome.preparation).unchanged > 0 && outcome.preparation.failed.length === 0;
    default:
      return false;
  }
}

/** After so many ms without a word the user has turned to something else. */
const STILL_THERE = 10_000;

/** Where an upload is; one that has not begun can be paused, too. */
export type UploadState = 'queued' | 'running' | 'asking' | 'paused' | 'ended';

/** One upload, from the click to its end. */
export class Upload {
  readonly meter = new Meter();
  readonly control = new Control();
  /** Of the repository: decided to be left as somebody else has changed them. */
  readonly skippedPaths = new Set<string>();
  private heardAt = performance.now();
  private isAsking = false;
  private readonly controller = new AbortController();
  private finish: (outcome: UploadOutcome) => void = () => undefined;
  /** Resolves, whatever happens. */
  readonly ended = new Promise<UploadOutcome>((resolve) => (this.finish = resolve));
  private step: 'before its turn' | 'at work' | 'over' = 'before its turn';

  /** @param resumes an interrupted run, where this continues one */
  constructor(
    readonly order: UploadOrder,
    readonly resumes?: UnfinishedRun,
  ) {}

  get state(): UploadState {
    if (this.step === 'over') return 'ended';
    if (this.isAsking) return 'asking';
    if (this.control.isPaused) return 'paused';
    return this.hasBegun ? 'running' : 'queued';
  }

  /** Whether its turn has come. */
  get hasBegun(): boolean {
    return this.step !== 'before its turn';
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Whether the user has ordered it, or answered it, a moment ago. */
  get hasAttention(): boolean {
    return performance.now() - this.heardAt < STILL_THERE;
  }

  /** Stands still for the question, and shows that it does. */
  async ask<T>(question: () => Promise<T>): Promise<T> {
    this.isAsking = true;
    this.meter.note({ type: 'waiting', reason: t('waiting for your answer'), ms: 0 });
    try {
      return await question();
    } finally {
      this.isAsking = false;
      this.heardAt = performance.now();
    }
  }

  /** Stops at once, to be resumed after a reload. */
  suspend(): void {
    this.controller.abort(new Suspended());
    this.endIfQueued();
  }

  cancel(): void {
    this.controller.abort();
    this.endIfQueued();
  }

  /** Does the work, unless it was cancelled before its turn. */
  async run(work: () => Promise<UploadOutcome>): Promise<void> {
    if (this.step === 'over') return;
    this.step = 'at work';
    this.end(await work().catch((error: unknown): UploadOutcome => ({ kind: 'broke', error })));
  }

  /** One that runs ends by itself, when the server has been tidied up. */
  private endIfQueued(): void {
    if (this.hasBegun) return;
    this.end(this.resumes === undefined ? { kind: 'cancelled' } : { kind: 'interrupted' });
  }

  private end(outcome: UploadOutcome): void {
    this.step = 'over';
    this.finish(outcome);
  }
}
