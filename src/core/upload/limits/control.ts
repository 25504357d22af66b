import { EventEmitter, once } from 'node:events';

/** Pauses one run, and lets it go on. Live: counts at once, also for what is under way. */
export class Control {
  private readonly changes = new EventEmitter<{ change: [] }>().setMaxListeners(0);
  private paused = false;
  private count = 0;

  get isPaused(): boolean {
    return this.paused;
  }

  /** Pauses so far. */
  get pauses(): number {
    return this.count;
  }

  pause(): void {
    if (this.paused) return;
    this.paused = true;
    this.count++;
    this.changes.emit('change');
  }

  resume(): void {
    if (!this.paused) return;
    this.paused = false;
    this.changes.emit('change');
  }

  /** @returns what ends it */
  onDidChange(listener: () => void): () => void {
    this.changes.on('change', listener);
    return () => this.changes.off('change', listener);
  }

  /** Fulfilled while no pause is on; rejects with the signal's reason. */
  async resumed(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    while (this.paused) {
      // What `once` throws is an error of its own.
      await once(this.changes, 'change', { signal }).catch(() => signal.throwIfAborted());
    }
  }
}
