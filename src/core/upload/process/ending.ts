import { countsOf, type Preparation, type PreparedCounts } from '../plan/preparation';
import type { Receipt } from '../run/receipt';
import type { UploadOutcome } from '../upload';
import {
  type ErrorForm,
  errorOf,
  type FailedForm,
  failedFormOf,
  failedOf,
  formOf,
  userErrorOf,
} from './errorForm';
import { type FileResults, fileResultsOf, type SeenOf } from './fileResults';

/** How an upload ended, without an object for each of its files. */
export type UploadEnding =
  /** It came to a run, which may have failed: the receipt tells. */
  | {
      readonly kind: 'ran';
      readonly preparation: PreparationSummary;
      readonly receipt: ReceiptSummary;
      readonly files: FileResults;
    }
  /** Nothing was to be sent: everything is there already, left out, or could not be read. */
  | {
      readonly kind: 'nothing sent';
      readonly preparation: PreparationSummary;
      readonly receiptId: string | undefined;
    }
  | { readonly kind: 'cancelled' | 'discarded' }
  /** It still waits, to be resumed. */
  | { readonly kind: 'interrupted'; readonly error: unknown }
  | { readonly kind: 'broke'; readonly error: unknown };

export interface PreparationSummary extends Pick<Preparation, 'skipped' | 'refused' | 'failed'> {
  readonly counts: PreparedCounts;
}

export interface ReceiptSummary extends Omit<Receipt, 'blobs' | 'document'> {
  /** Of the receipt that is kept. */
  readonly receiptId: string | undefined;
}

/** An {@link UploadEnding} as it goes from process to process. */
export type EndingForm =
  | {
      readonly kind: 'ran';
      readonly preparation: PreparationForm;
      readonly receipt: Omit<ReceiptSummary, 'failed' | 'error'> & {
        readonly failed: readonly FailedForm[];
        readonly error: ErrorForm | undefined;
      };
      readonly files: FileResults;
    }
  | {
      readonly kind: 'nothing sent';
      readonly preparation: PreparationForm;
      readonly receiptId: string | undefined;
    }
  | { readonly kind: 'cancelled' | 'discarded' }
  | { readonly kind: 'interrupted'; readonly error: ErrorForm | undefined }
  | { readonly kind: 'broke'; readonly error: ErrorForm };

type PreparationForm = Omit<PreparationSummary, 'failed'> & { readonly failed: readonly FailedForm[] };

export function endingFormOf(outcome: UploadOutcome, seen: SeenOf): EndingForm {
  switch (outcome.kind) {
    case 'ran': {
      const { preparation, receipt } = outcome;
      const { result, commit, branch, files, content, bytes, engine, failed, skipped, error, document } =
        receipt;
      return {
        kind: 'ran',
        preparation: preparationFormOf(preparation),
        receipt: {
          ...{ result, commit, branch, files, content, bytes, engine, skipped },
          failed: failed.map(failedFormOf),
          error: error && formOf(error),
          receiptId: document?.head.id,
        },
        files: fileResultsOf(preparation, receipt, seen),
      };
    }
    case 'nothing sent':
      return {
        kind: outcome.kind,
        preparation: preparationFormOf(outcome.preparation),
        receiptId: outcome.document?.head.id,
      };
    case 'cancelled':
    case 'discarded':
      return { kind: outcome.kind };
    case 'interrupted':
      return {
        kind: outcome.kind,
        error: outcome.error === undefined ? undefined : formOf(outcome.error),
      };
    case 'broke':
      return { kind: outcome.kind, error: formOf(outcome.error) };
  }
}

export function endingOf(form: EndingForm): UploadEnding {
  switch (form.kind) {
    case 'ran': {
      const { preparation, receipt } = form;
      const { failed, error } = receipt;
      return {
        ...form,
        preparation: preparationOf(preparation),
        receipt: { ...receipt, failed: failed.map(failedOf), error: error && userErrorOf(error) },
      };
    }
    case 'nothing sent':
      return { ...form, preparation: preparationOf(form.preparation) };
    case 'cancelled':
    case 'discarded':
      return form;
    case 'interrupted':
      return { ...form, error: form.error && errorOf(form.error) };
    case 'broke':
      return { ...form, error: errorOf(form.error) };
  }
}

function preparationFormOf(preparation: Preparation): PreparationForm {
  const { skipped, refused, failed } = preparation;
  return { counts: countsOf(preparation), skipped, refused, failed: failed.map(failedFormOf) };
}

function preparationOf({ failed, ...rest }: PreparationForm): PreparationSummary {
  return { ...rest, failed: failed.map(failedOf) };
}
