import { EventEmitter, once, setMaxListeners } from 'node:events';

/**
 * How far the parts of a session may run ahead: the server refuses one beyond its window only when all of its bytes
 * have been sent (docs/protocol/version-uploads.md#parts). Parts are begun in order, counted from 0.
 */
export class PartWindow {
  private first = 0;
  private readonly finished = new Set<number>();
  private readonly changes = new EventEmitter();

  /** @param width how many parts, from the first that has no answer yet */
  constructor(private readonly width: number) {
    setMaxListeners(0, this.changes);
  }

  /** Waits until the part may be sent. */
  async admit(part: number, signal: AbortSignal): Promise<void> {
    while (part - this.first >= this.width) await once(this.changes, 'finished', { signal });
  }

  /** The server has answered for the part. */
  finish(part: number): void {
    this.finished.add(part);
    while (this.finished.delete(this.first)) this.first++;
    this.changes.emit('finished');
  }
}
