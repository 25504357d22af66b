import { t } from '@vscode/l10n';
/** What the user is told: one sentence of what happened (`message`) and one of what to do (`advice`). */
export class UserError extends Error {
  readonly advice: string | undefined;

  constructor(message: string, options: { advice?: string | undefined; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.advice = options.advice;
  }

  /** What is to be shown or logged; each absent where it is not known. */
  get details(): ErrorDetails {
    return { message: this.message, advice: this.advice };
  }
}

/** As one line. */
export function formatError({ message, advice, requestId }: ErrorDetails): string {
  return [message, advice, requestId && t('(request {0})', requestId)].filter(Boolean).join(' ');
}

export interface ErrorDetails {
  readonly message: string;
  readonly advice: string | undefined;
  /** By which the server's log has it. */
  readonly requestId?: string | undefined;
}

/** The words of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
