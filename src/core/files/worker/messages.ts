import type { ChunkBodyOptions, ChunkPiece, FileRange, PlannedFile, WholePiece } from '../fileBody';
import type { ReadDigest } from '../hashing/hash';
import type { Identities, Identity } from '../hashing/fileIdentity';
import type { LocalFileErrorKind } from '../localFileError';
import type { ScanOptions } from '../scan/scan';
import type { SkippedFile } from '../localFile';
import type { Place } from '../selectedFolders';

/** What is found of a selection, but for its files: those come before, many at a time. */
export interface Scanned {
  readonly skipped: readonly SkippedFile[];
  readonly failed: readonly FileFailure[];
  readonly workingCopies: readonly string[];
}

/** Files that were found, by their places in each list: an object for each takes longer from thread to thread. */
export interface ScannedFiles {
  readonly paths: readonly string[];
  readonly names: readonly string[];
  readonly sizes: readonly number[];
}

/** What the worker can be asked for. */
export type Question =
  | {
      readonly task: 'scan';
      readonly selection: readonly string[];
      readonly rules: Omit<ScanOptions, 'signal'>;
    }
  | { readonly task: 'identity'; readonly path: string }
  | { readonly task: 'identities'; readonly paths: readonly string[] }
  | {
      readonly task: 'digest';
      readonly path: string;
      readonly chunkBytes: number | undefined;
      readonly keepUpTo: number | undefined;
    }
  | { readonly task: 'content'; readonly path: string; readonly planned: PlannedFile }
  /** The next piece of a body, which is begun by asking for the first. */
  | { readonly task: 'chunkPiece'; readonly body: number; readonly of: ChunkBodyOptions }
  | { readonly task: 'rangePiece'; readonly body: number; readonly of: FileRange }
  | { readonly task: 'wholePiece'; readonly body: number; readonly of: Omit<FileRange, 'start'> };

export type Answer =
  | { readonly task: 'scan'; readonly answer: Scanned }
  | { readonly task: 'identity'; readonly answer: Identity }
  | { readonly task: 'identities'; readonly answer: Identities }
  | { readonly task: 'digest'; readonly answer: ReadDigest }
  | { readonly task: 'content'; readonly answer: Uint8Array }
  /** Nothing when there is none any more. */
  | { readonly task: 'chunkPiece'; readonly answer: ChunkPiece | undefined }
  | { readonly task: 'rangePiece'; readonly answer: Uint8Array | undefined }
  | { readonly task: 'wholePiece'; readonly answer: WholePiece | undefined };

export type Asked = Question & { readonly id: number };

export type Answered = (Answer | Failed) & { readonly id: number };

export interface Failed {
  readonly task: 'failed';
  readonly failure: Failure | FileFailure;
}

/** An error on its way between threads: what is thrown there loses its class and most of what it tells. */
export interface Failure {
  readonly message: string;
}

/** A LocalFileError. */
export interface FileFailure extends Failure {
  readonly path: string;
  readonly kind: LocalFileErrorKind;
  /** What the file system said, by its code. */
  readonly code?: string | undefined;
}

/** In one message go as many tasks as have come in the meantime: one for each is slower than most tasks. */
export type ToWorker =
  | { readonly type: 'tasks'; readonly tasks: readonly Asked[]; readonly memory: readonly ArrayBuffer[] }
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'end'; readonly body: number }
  | { readonly type: 'places'; readonly places: readonly Place[] };

export type FromWorker =
  | { readonly type: 'answers'; readonly answers: readonly Answered[] }
  | { readonly type: 'read'; readonly id: number; readonly bytes: number }
  | { readonly type: 'scanned'; readonly id: number; readonly files: ScannedFiles }
  | { readonly type: 'places'; readonly places: readonly Place[] };
