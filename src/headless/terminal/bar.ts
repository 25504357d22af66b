import { t } from '@vscode/l10n';
import { SingleBar } from 'cli-progress';

/** A progress bar on the last line of a terminal, below the sentences. */
export class Bar {
  private readonly bar: SingleBar;
  private fraction = 0;
  private text = '';

  constructor(private readonly terminal: NodeJS.WritableStream) {
    this.bar = new SingleBar({
      format: t('{bar} {percentage} % {text}'),
      stream: terminal,
      hideCursor: true,
      clearOnComplete: true,
    });
    this.draw();
  }

  update(fraction: number, text: string): void {
    this.fraction = fraction;
    this.text = text;
    this.bar.update(fraction, { text });
  }

  /**
   * Takes the bar away before a sentence and draws it again below: its library draws over whatever is on its line, in
   * the end puts the cursor back to where it began, and keeps the terminal from wrapping meanwhile.
   */
  say(sentence: string): void {
    const { isActive } = this.bar; // no more after Ctrl-C
    this.end();
    this.terminal.write(`${sentence}\n`);
    if (isActive) this.draw();
  }

  end(): void {
    this.bar.stop();
  }

  private draw(): void {
    this.bar.start(1, this.fraction, { text: this.text });
  }
}
