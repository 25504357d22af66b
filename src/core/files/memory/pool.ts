/** Things that are costly to make and needed by several at a time: made on demand, kept for the next. */
export class Pool<T> {
  private readonly idle: T[] = [];

  constructor(private readonly make: () => T | Promise<T>) {}

  async take(): Promise<T> {
    return this.idle.pop() ?? (await this.make());
  }

  /** The giver must not use `thing` any more. */
  give(thing: T): void {
    this.idle.push(thing);
  }

  async use<R>(work: (thing: T) => R | Promise<R>): Promise<R> {
    const thing = await this.take();
    try {
      return await work(thing);
    } finally {
      this.give(thing);
    }
  }
}
