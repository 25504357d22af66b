import * as vscode from 'vscode';
import { causesOf, logLine, logLines } from './logText';
import { logRedactor } from './logRedactor';

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

  info(text: string): void {
    this.channel.info(logLine(this.redact(text)));
  }

  warn(text: string): void {
    this.channel.warn(logLine(this.redact(text)));
  }

  /** @param cause told with its own causes */
  error(text: string, cause?: unknown): void {
    const causes = causesOf(cause).map((text) => this.redact(text));
    this.channel.error(logLines(this.redact(text), causes));
  }

  show(): void {
    this.channel.show(true);
  }

  dispose(): void {
    this.channel.dispose();
  }
}
