/** What the user is told: one sentence of what happened (`message`) and one of what to do (`advice`). */
export class UserError extends Error {
  readonly advice: string | undefined;

  constructor(message: string, options: { advice?: string | undefined; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.advice = options.advice;
  }
}
