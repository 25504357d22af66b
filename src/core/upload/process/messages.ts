import type { Origin } from '../../oxen/address';
import type { NetworkSettings } from '../../oxen/connection/dispatcher';
import type { CommitText } from '../../oxen/commitWorkspace';
import type { UploadEvent } from '../events';
import type { ConflictDecision, FailureDecision, UnreadableDecision } from '../host';
import type { Leaving } from '../journal/ownership/owner';
import type { Concern } from '../plan/concerns';
import type { Preparation } from '../plan/preparation';
import type { UploadOptions, UploadOrder } from '../upload';
import type { EndingForm } from './ending';
import type { ErrorForm, FailedForm } from './errorForm';
import type { FilePage } from './fileTable';

/** What is said between a window and its upload process. All of it survives a structured clone. */

/** What a window works with. */
export interface Setup {
  /** The folder for what is kept on disk. */
  readonly storage: string;
  /** Requests with content at once to one server; `undefined`: found while they run. */
  readonly concurrency: number | undefined;
  /** Bytes a second. */
  readonly limitRate: number | undefined;
  readonly network: NetworkSettings;
}

/** How an upload is to be done. */
export interface UploadRules extends Omit<
  UploadOptions,
  'services' | 'host' | 'signal' | 'control' | 'report' | 'resumes' | 'creates' | 'hashingTime'
> {
  /** The interrupted run to resume, by its id. */
  readonly resumes: string | undefined;
}

export type ToProcess =
  | ({
      readonly type: 'set up';
      /** The sentences in the language of the window, as `config` of `@vscode/l10n` takes them. */
      readonly words: Readonly<Record<string, string>>;
    } & Setup)
  | { readonly type: 'network'; readonly settings: NetworkSettings }
  | { readonly type: 'limit rate'; readonly bytesPerSecond: number | undefined }
  | {
      readonly type: 'upload';
      readonly id: number;
      readonly order: UploadOrder;
      readonly rules: UploadRules;
    }
  | { readonly type: 'pause' | 'go on' | 'cancel'; readonly id: number }
  | { readonly type: 'suspend'; readonly id: number; readonly left: Leaving }
  | { readonly type: 'answer'; readonly id: number; readonly question: number; readonly answer: Answer }
  /** The window could not answer. */
  | { readonly type: 'no answer'; readonly id: number; readonly question: number };

export type FromProcess =
  /** It listens. */
  | { readonly type: 'ready' }
  | { readonly type: 'events'; readonly id: number; readonly events: readonly EventForm[] }
  /** The next files of what is to be reviewed. */
  | { readonly type: 'files'; readonly id: number; readonly page: FilePage }
  | { readonly type: 'question'; readonly id: number; readonly question: number; readonly asks: Question }
  | { readonly type: 'ended'; readonly id: number; readonly ending: EndingForm }
  /** Not of one upload: for the log. */
  | { readonly type: 'trouble'; readonly text: string; readonly error: ErrorForm | undefined };

/** An event as it goes from process to process. */
export type EventForm =
  | Exclude<UploadEvent, { type: 'failed' }>
  | { readonly type: 'failed'; readonly path: string; readonly error: ErrorForm };

export type Question =
  | { readonly what: 'access'; readonly origin: Origin }
  | { readonly what: 'review'; readonly found: FoundForm }
  | { readonly what: 'unreadable' | 'failure'; readonly failed: readonly FailedForm[] }
  | { readonly what: 'conflict'; readonly paths: readonly string[] };

export type Answer =
  | ({ readonly what: 'access' } & Access)
  | { readonly what: 'review'; readonly review: ReviewReply }
  | { readonly what: 'unreadable'; readonly decision: UnreadableDecision }
  | { readonly what: 'failure'; readonly decision: FailureDecision }
  | { readonly what: 'conflict'; readonly decision: ConflictDecision };

/** What it takes to speak to a server. */
export interface Access {
  readonly key: string | undefined;
  /** Whether it may be reached over plain http. */
  readonly allowHttp: boolean;
}

/** What is to be reviewed, but for its files: those have gone before. */
export interface FoundForm extends Pick<
  Preparation,
  'base' | 'skipped' | 'refused' | 'warnings' | 'secrets'
> {
  readonly failed: readonly FailedForm[];
  readonly concerns: readonly Concern[];
  /** How it was answered when the run that is resumed began. */
  readonly text: CommitText | undefined;
}

/** Files by their indexes. */
export type ReviewReply =
  | {
      readonly kind: 'upload';
      /** One for each file: 0 is left out, but for what is there already. */
      readonly ticks: Uint8Array;
      /** Local files that editors have saved since: what was known of their content counts no more. */
      readonly edited: readonly string[];
      readonly text: CommitText;
    }
  /** What is there already stays, and nothing else is to be sent. */
  | { readonly kind: 'nothing to send' }
  | { readonly kind: 'cancel' };
