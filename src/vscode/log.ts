import { inspect } from 'node:util';
import * as vscode from 'vscode';
import { toldText, UserError } from '../core/userError';
import { logRedactor } from './redact';

/** The channel “Oxen” of the Output panel. No secret gets into it. */
export class Log implements vscode.Disposable {
  private readonly channel = vscode.window.createOutputChannel('Oxen', { log: true });
  private readonly secrets = new Set<string>();
  private redact = logRedactor(this.secrets);

  /** From now on `secret` is blotted out, wherever it turns up. */
  hide(secret: string): void {
    this.secrets.add(secret);
    this.redact = logRedactor(this.secrets);
  }

  debug(text: string): void {
    this.channel.debug(this.redact(text));
  }

  info(text: string): void {
    this.channel.info(this.redact(text));
  }

  warn(text: string): void {
    this.channel.warn(this.redact(text));
  }

  /** @param cause told with its own causes */
  error(text: string, cause?: unknown): void {
    this.channel.error(this.redact([text, ...traces(cause)].join('\n')));
  }

  show(): void {
    this.channel.show(true);
  }

  dispose(): void {
    this.channel.dispose();
  }
}

/** A stack tells of a fault of ours; what a UserError tells is in its words. */
function traces(cause: unknown): string[] {
  if (cause === undefined) return [];
  if (!(cause instanceof Error)) return [inspect(cause)];
  const text = cause instanceof UserError ? toldText(cause.told) : (cause.stack ?? cause.message);
  return [text, ...traces(cause.cause)];
}
