import { EventEmitter, once } from 'node:events';
import { HttpError, NetworkError, TimeoutError } from '../../oxen/errors';
import { AdaptiveConcurrency } from './adaptiveConcurrency';
import { type Load, weightOf } from './load';

/** The run that a slot is for: while it is paused, it needs none. */
interface Driver {
  readonly isPaused: boolean;
}

/** Leave to have one request with content under way. */
export interface Slot {
  /** To be called once; without a load when nothing came of it. */
  leave(load?: Load): void;
}

/** After so long without a request, in ms, they begin again with few. */
const LONG_REST = 5000;
/** On a slow line the first chunks of two still arrive soon; on a fast one a held request does not hold up all others. */
const FIRST_OPEN = 2;

/**
 * How many requests with content are under way to one server, over all runs of this process: found while they run.
 * After a rest they are two, and one more for each that is done: on a slow line the first chunks then arrive before the
 * others begin, instead of all of them late. How many were best before it counts no more.
 */
export class ConcurrencyLimiter {
  private readonly busy = new Map<Slot, Driver>();
  private open = FIRST_OPEN;
  private restingSince = 0;
  private changedOver = -Infinity;
  private readonly changes = new EventEmitter<{ change: [] }>().setMaxListeners(0);

  constructor(private readonly adaptive: AdaptiveConcurrency = new AdaptiveConcurrency()) {}

  /** A slot, as soon as there is one; rejects with the signal's reason. */
  async enter(driver: Driver, signal: AbortSignal): Promise<Slot> {
    signal.throwIfAborted();
    if (this.busy.size === 0 && performance.now() - this.restingSince > LONG_REST) {
      this.open = FIRST_OPEN;
      this.adaptive.begin();
    }
    while (driver.isPaused || this.inUse >= Math.min(this.open, this.adaptive.slots)) {
      // What `once` throws is an error of its own.
      await once(this.changes, 'change', { signal }).catch(() => signal.throwIfAborted());
    }
    const since = performance.now();
    const slot: Slot = { leave: (load) => this.leave(slot, load, since) };
    this.busy.set(slot, driver);
    return slot;
  }

  /** A run has been paused, or goes on. */
  changeOver(): void {
    this.changedOver = performance.now();
    this.adaptive.forget();
    this.changes.emit('change');
  }

  /** Notes what may be a sign that there is too much under way. */
  noteTrouble(error: unknown): void {
    if (isPushBack(error)) this.adaptive.pushBack();
  }

  private leave(slot: Slot, load: Load | undefined, since: number): void {
    const now = performance.now();
    this.busy.delete(slot);
    if (this.busy.size === 0) this.restingSince = now;
    // While nobody waits for a slot, or not all are open, how much gets done says nothing of their number; nor does what
    // a pause came into.
    const isWanted = this.changes.listenerCount('change') > 0 && since >= this.changedOver;
    if (!isWanted || this.open < this.adaptive.slots) this.adaptive.forget();
    else if (load !== undefined) this.adaptive.done(weightOf(load), now - since);
    if (load !== undefined) this.open = Math.min(this.open + 1, this.adaptive.slots);
    this.changes.emit('change');
  }

  /** Requests with content under way, but for those of paused runs. */
  get inUse(): number {
    return [...this.busy.values()].filter(({ isPaused }) => !isPaused).length;
  }
}

/** A part that has to wait for another one of its session tells of their order, not of their number. */
function isPushBack(error: unknown): boolean {
  if (error instanceof HttpError) {
    return [429, 503].includes(error.status) && error.reply.type !== 'upload_part_deferred';
  }
  return error instanceof NetworkError || error instanceof TimeoutError;
}
