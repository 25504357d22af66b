import type { Identity } from '../../../core/config/identity';
import type { CommitText } from '../../../core/oxen/commitWorkspace';
import type { InterruptedUpload } from '../interruptedUploads';
import type { Found } from '../process/processedUpload';
import type { Author } from './author';
import type { ShowsFiles } from './opensFiles';
import type { ReviewedFiles } from './reviewedFiles';

/** What the user makes of it. */
export type ReviewAnswer =
  | {
      readonly kind: 'yes';
      readonly text: CommitText;
      readonly asked: Identity | undefined;
      /** What of the files is ticked. */
      readonly files: ReviewedFiles;
    }
  | { readonly kind: 'resume instead'; readonly interrupted: InterruptedUpload }
  /** To look at all files once more: some could not be read, go anyway, or go elsewhere. */
  | { readonly kind: 'read again' }
  | { readonly kind: 'cancel' };

/** All that has to be known before a yes counts. */
export interface ReviewFacts {
  readonly found: Found;
  /** Local files that editors will save: of them nothing is known. */
  readonly unsaved: readonly string[];
  readonly author: Author;
  readonly interrupted: InterruptedUpload | undefined;
  /** None was committed to that branch from here before. */
  readonly isFirst: boolean;
  /** When the files are to be shown at once. */
  readonly showsFiles: ShowsFiles;
}

/** What else can be done from the box of a review. */
export interface ReviewActions {
  changeDestination(): unknown;
}

/**
 * Where the review of an upload is: its numbers are still being found, it waits for an answer, or it has one. Only to
 * read the files again goes back.
 */
export type Stage =
  | {
      readonly kind: 'looking';
      readonly found: { readonly files: number; readonly bytes: number } | undefined;
    }
  | {
      readonly kind: 'asking';
      readonly answer: (answer: ReviewAnswer) => void;
      readonly files: ReviewedFiles;
      readonly author: Author;
      readonly interrupted: InterruptedUpload | undefined;
      readonly isFirst: boolean;
    }
  | { readonly kind: 'answered' };

/** What is written, one after the other: the author only when nobody knows whom the commit is by. */
export type Step = 'message' | 'name' | 'email';
