import { Writable } from 'node:stream';

/** A terminal with what cli-progress uses of one: what a person would see on it, and what has scrolled away above. */
export class Screen extends Writable {
  readonly isTTY = true;
  private readonly lines: string[] = [''];
  private row = 0;
  private column = 0;
  private saved = { row: 0, column: 0 };
  private wraps = true;

  constructor(
    readonly columns: number,
    private readonly height: number,
  ) {
    super({ decodeStrings: false });
  }

  /** From the first line ever to the last with anything on it. */
  get text(): string {
    return this.lines.map((line) => line.trimEnd()).join('\n');
  }

  override _write(chunk: unknown, _encoding: string, done: () => void): void {
    // eslint-disable-next-line no-control-regex -- that is what terminals are told by
    for (const [token] of String(chunk).matchAll(/\x1B[78]|\x1B\[\??\d*[A-Za-z]|[^]/g)) this.take(token);
    done();
  }

  private take(token: string): void {
    switch (token) {
      case '\n':
        return this.moveTo(this.row + 1, 0);
      case '\x1B7':
        this.saved = { row: this.row - this.top, column: this.column };
        return;
      case '\x1B8':
        return this.moveTo(this.top + this.saved.row, this.saved.column);
      case '\x1B[?7l':
      case '\x1B[?7h':
        this.wraps = token.endsWith('h');
        return;
      case '\x1B[0K':
        return this.setLine(this.line.slice(0, this.column));
      case '\x1B[2K':
        return this.setLine('');
      case '\x1B[?25l':
      case '\x1B[?25h':
        return;
      default:
        if (/^\x1B\[\d+G$/.test(token)) this.column = Number(token.slice(2, -1)) - 1;
        else if (token.startsWith('\x1B'))
          throw new TypeError(`This screen does not know ${JSON.stringify(token)}.`);
        else this.put(token);
    }
  }

  private get top(): number {
    return Math.max(0, this.lines.length - this.height);
  }

  private get line(): string {
    return this.lines[this.row] ?? '';
  }

  private setLine(text: string): void {
    this.lines[this.row] = text;
  }

  private moveTo(row: number, column: number): void {
    while (this.lines.length <= row) this.lines.push('');
    this.row = row;
    this.column = column;
  }

  private put(character: string): void {
    if (this.column >= this.columns) {
      if (this.wraps) this.moveTo(this.row + 1, 0);
      else this.column = this.columns - 1;
    }
    const before = this.line.slice(0, this.column).padEnd(this.column);
    this.setLine(before + character + this.line.slice(this.column + 1));
    this.column++;
  }
}
