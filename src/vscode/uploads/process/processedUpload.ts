import { t } from '@vscode/l10n';
import { assertNever } from '../../../core/assertNever';
import type { Report, UploadEvent } from '../../../core/upload/events';
import type { UploadHost } from '../../../core/upload/host';
import type { Control } from '../../../core/upload/limits/control';
import { endingOf, type UploadEnding } from '../../../core/upload/process/ending';
import { failedOf, userErrorOf, WindowError } from '../../../core/upload/process/errorForm';
import { FileTable } from '../../../core/upload/process/fileTable';
import type {
  Access,
  Answer,
  EventForm,
  FoundForm,
  FromProcess,
  Question,
  ReviewReply,
  UploadRules,
} from '../../../core/upload/process/messages';
import type { FailedFile } from '../../../core/upload/plan/plan';
import { Suspended } from '../../../core/upload/run/interruption';
import type { UploadOrder } from '../../../core/upload/upload';
import { UserError } from '../../../core/userError';
import type { UploadLine } from './uploadLine';

/** What is to be reviewed. */
export interface Found extends Omit<FoundForm, 'failed'> {
  /** In the order of their paths. */
  readonly files: FileTable;
  readonly failed: readonly FailedFile[];
}

/** What the upload process asks of its window. */
export interface WindowHost extends Omit<UploadHost, 'review'> {
  access(origin: UploadOrder['target']['origin']): Promise<Access>;
  review(found: Found): Promise<ReviewReply>;
}

export interface ProcessedOptions {
  readonly rules: UploadRules;
  readonly host: WindowHost;
  /** Aborted with {@link Suspended}: stop here, to be resumed; with any other reason: cancel. */
  readonly signal: AbortSignal;
  readonly control: Control;
  readonly report: Report;
}

type OfUpload = Extract<FromProcess, { id: number }>;

/** One upload of this window, as the upload process does it. */
export class ProcessedUpload {
  private files = new FileTable();
  /** What the window could not answer, by the numbers of the questions. */
  private readonly failures = new Map<number, unknown>();
  private isApproved = false;
  private finish: (ending: UploadEnding) => void = () => undefined;

  constructor(
    private readonly id: number,
    private readonly line: UploadLine,
    private readonly options: ProcessedOptions,
  ) {}

  /** Resolves when it has ended, however it does. */
  async run(order: UploadOrder): Promise<UploadEnding> {
    const { id, line } = this;
    const { control, rules, signal } = this.options;
    this.isApproved = rules.resumes !== undefined;
    const stop = () => {
      const reason: unknown = signal.reason;
      line.post(
        reason instanceof Suspended ? { type: 'suspend', id, left: reason.left } : { type: 'cancel', id },
      );
    };
    const ended = new Promise<UploadEnding>((resolve) => (this.finish = resolve));
    const deafen = control.onDidChange(() => line.post({ type: control.isPaused ? 'pause' : 'go on', id }));
    line.post({ type: 'upload', id, order, rules });
    if (control.isPaused) line.post({ type: 'pause', id });
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
    try {
      return await ended;
    } finally {
      signal.removeEventListener('abort', stop);
      deafen();
    }
  }

  take(message: OfUpload): void {
    switch (message.type) {
      case 'events':
        for (const event of message.events) this.options.report(eventOf(event));
        return;
      case 'files':
        this.files.add(message.page);
        return;
      case 'question':
        void this.answer(message.question, message.asks);
        return;
      case 'ended':
        this.finish(this.withOwnError(endingOf(message.ending)));
        return;
      default:
        assertNever(message);
    }
  }

  /** The process is gone: what was approved has its journal. @param how a part of a sentence */
  lose(how: string): void {
    const error = new UserError(t('The upload process ended unexpectedly ({0}).', how), {
      advice: this.isApproved
        ? t('If this happens again, report it and attach the log.')
        : t('Upload again. If this happens again, report it and attach the log.'),
    });
    this.finish({ kind: this.isApproved ? 'interrupted' : 'broke', error });
  }

  private async answer(question: number, asks: Question): Promise<void> {
    const { id, line } = this;
    try {
      const answer = await this.answerTo(asks);
      line.post({ type: 'answer', id, question, answer });
    } catch (error) {
      this.failures.set(question, error);
      line.post({ type: 'no answer', id, question });
    }
  }

  private async answerTo(asks: Question): Promise<Answer> {
    const { host } = this.options;
    switch (asks.what) {
      case 'access':
        return { what: asks.what, ...(await host.access(asks.origin)) };
      case 'review': {
        const { files } = this;
        this.files = new FileTable(); // for a second look
        const { failed, ...found } = asks.found;
        const review = await host.review({ ...found, files, failed: failed.map(failedOf) });
        this.isApproved ||=
          review.kind === 'upload' &&
          review.ticks.some((tick, index) => tick === 1 && files.standing(index) !== 'unchanged');
        return { what: asks.what, review };
      }
      case 'unreadable':
        return { what: asks.what, decision: await host.onUnreadable(asks.failed.map(failedOf)) };
      case 'failure':
        return { what: asks.what, decision: await host.onFailure(asks.failed.map(failedOf)) };
      case 'conflict':
        return { what: asks.what, decision: await host.onConflict(asks.paths) };
    }
  }

  /** What this window threw itself is told as it was. */
  private withOwnError(ending: UploadEnding): UploadEnding {
    switch (ending.kind) {
      case 'broke':
      case 'interrupted':
        return { ...ending, error: this.own(ending.error) };
      case 'ran': {
        const { receipt } = ending;
        const error = this.own(receipt.error);
        if (error === receipt.error) return ending;
        return error instanceof UserError
          ? { ...ending, receipt: { ...receipt, error } }
          : { kind: 'broke', error };
      }
      case 'nothing sent':
      case 'cancelled':
      case 'discarded':
        return ending;
    }
  }

  private own(error: unknown): unknown {
    return error instanceof WindowError ? (this.failures.get(error.question) ?? error) : error;
  }
}

function eventOf(event: EventForm): UploadEvent {
  return event.type === 'failed' ? { ...event, error: userErrorOf(event.error) } : event;
}
