/**
 * Hands items from one step to the next, which takes them when it can. The step before waits while there are too many:
 * so memory does not grow with what is to be done.
 */
export class Channel<T> implements AsyncIterable<T> {
  private readonly items: T[] = [];
  private isClosed = false;
  /** Who takes is not to wait for more. */
  private isFlushed = false;
  /** Of those that wait for a change. */
  private wake: (() => void)[] = [];

  /**
   * @param signal ends both sides, with its reason
   * @param room how many items may wait
   */
  constructor(
    private readonly signal: AbortSignal,
    private readonly room = Infinity,
  ) {
    signal.addEventListener('abort', () => this.change(), { once: true });
  }

  /** Resolves when there is room for the next item; rejects with the signal's reason. */
  put(item: T): Promise<void> {
    return this.putAll([item]);
  }

  /** {@link put} for each, without a promise for each. */
  async putAll(items: readonly T[]): Promise<void> {
    for (const item of items) {
      this.items.push(item);
      if (this.items.length < this.room) continue;
      this.change();
      while (this.items.length >= this.room && !this.isClosed) await this.changed();
    }
    this.change();
  }

  /** What waits is to be taken: more cannot come before. */
  flush(): void {
    this.isFlushed = true;
    this.change();
  }

  /** Nothing more comes. */
  close(): void {
    this.isClosed = true;
    this.change();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (let group = await this.take(1, 0); group.length > 0; group = await this.take(1, 0)) yield* group;
  }

  /** All that wait, together, until nothing more comes: of very many a promise for each takes longer than the rest. */
  async *groups(): AsyncGenerator<readonly T[]> {
    for (let group = await this.take(Infinity, 0); group.length > 0; group = await this.take(Infinity, 0))
      yield group;
  }

  /** Items that wait; none when nothing more comes. Waits for the first as long as it takes, for more of them `ms`. */
  async take(most: number, ms: number): Promise<readonly T[]> {
    while (this.items.length === 0 && !this.isClosed) await this.changed();
    const end = performance.now() + ms;
    // A timer may come a little early.
    const timer = ms > 0 ? setTimeout(() => this.change(), ms + 2) : undefined;
    try {
      const hasEnough = () => this.items.length >= most || this.isClosed || this.isFlushed;
      while (!hasEnough() && performance.now() < end) await this.changed();
    } finally {
      clearTimeout(timer);
    }
    this.signal.throwIfAborted();
    this.isFlushed = false;
    const taken = this.items.splice(0, most);
    this.change();
    return taken;
  }

  private change(): void {
    const waiting = this.wake;
    this.wake = [];
    for (const go of waiting) go();
  }

  private async changed(): Promise<void> {
    this.signal.throwIfAborted();
    await new Promise<void>((resolve) => this.wake.push(resolve));
    this.signal.throwIfAborted();
  }
}
