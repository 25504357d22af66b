import { inspect } from 'node:util';
import type { SkippedFile } from '../../files/localFile';
import { AuthError, isAccessRefused, OxenError } from '../../oxen/errors';
import { UserError } from '../../userError';
import { TakenElsewhereError } from '../journal/openInterrupted';
import type { FailedFile } from '../plan/plan';
import { NothingLeftError } from '../plan/nothingLeft';

/** What is told of an error to the other process: no class goes from one to the other. */
export type ErrorForm =
  | { readonly kind: 'of the window'; readonly question: number }
  | { readonly kind: 'nothing left'; readonly skipped: readonly SkippedFile[] }
  | { readonly kind: 'taken elsewhere' }
  | {
      readonly kind: 'refused key' | 'refused access' | 'user error';
      readonly message: string;
      readonly advice: string | undefined;
      readonly requestId: string | undefined;
      readonly cause: ErrorForm | undefined;
    }
  /** Of ours, or of something that nobody has put in words. */
  | {
      readonly kind: 'fault';
      readonly message: string;
      readonly stack: string | undefined;
      readonly cause: ErrorForm | undefined;
    };

/** The window could not answer: it knows why, by the number of the question. */
export class WindowError extends UserError {
  constructor(readonly question: number) {
    super('The window could not answer.');
  }
}

/** A failed file, of which there may be very many, as it goes from process to process. */
export interface FailedForm extends Omit<FailedFile, 'error'> {
  readonly error: ErrorForm;
}

export function formOf(error: unknown): ErrorForm {
  if (error instanceof WindowError) return { kind: 'of the window', question: error.question };
  if (error instanceof NothingLeftError) return { kind: 'nothing left', skipped: error.skipped };
  if (error instanceof TakenElsewhereError) return { kind: 'taken elsewhere' };
  if (!(error instanceof Error))
    return { kind: 'fault', message: inspect(error), stack: undefined, cause: undefined };
  const { message, stack } = error;
  const cause = error.cause === undefined ? undefined : formOf(error.cause);
  if (!(error instanceof UserError)) return { kind: 'fault', message, stack, cause };
  const kind =
    error instanceof AuthError ? 'refused key' : isAccessRefused(error) ? 'refused access' : 'user error';
  const { advice, requestId } = error.details;
  return { kind, message, advice, requestId, cause };
}

/** The error as this process would have had it. */
export function errorOf(form: ErrorForm): Error {
  switch (form.kind) {
    case 'of the window':
      return new WindowError(form.question);
    case 'nothing left':
      return new NothingLeftError(form.skipped);
    case 'taken elsewhere':
      return new TakenElsewhereError();
    case 'fault':
      return Object.assign(new Error(form.message, causeIn(form)), { stack: form.stack });
    case 'refused key':
      return new AuthError(form.message, { ...form, ...causeIn(form) });
    case 'refused access':
      return new RefusedAccessError(form.message, { ...form, ...causeIn(form) });
    case 'user error':
      return new OxenError(form.message, { ...form, ...causeIn(form) });
  }
}

/** What was a UserError. */
export function userErrorOf(form: ErrorForm): UserError {
  const error = errorOf(form);
  return error instanceof UserError ? error : new UserError(error.message, { cause: error.cause });
}

/** What caused it has been told when it failed. */
export function failedFormOf({ error, ...file }: FailedFile): FailedForm {
  const form = formOf(error);
  return { ...file, error: 'cause' in form ? { ...form, cause: undefined } : form };
}

export function failedOf({ error, ...file }: FailedForm): FailedFile {
  return { ...file, error: errorOf(error) };
}

class RefusedAccessError extends OxenError {
  override readonly refusesAccess = true;
}

function causeIn({ cause }: { readonly cause: ErrorForm | undefined }): { readonly cause?: Error } {
  return cause === undefined ? {} : { cause: errorOf(cause) };
}
