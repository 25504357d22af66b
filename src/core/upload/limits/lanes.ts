import { EventEmitter, once } from 'node:events';
import { HttpError, NetworkError, TimeoutError } from '../../oxen/errors';
import { Climb } from './climb';
import { type Load, weightOf } from './load';

/** The run that a lane is for: while it is paused, it needs none. */
interface Driver {
  readonly isPaused: boolean;
}

/** Leave to have one request with content under way. */
export interface Lane {
  /** To be called once; without a load when nothing came of it. */
  leave(load?: Load): void;
}

/** How many requests with content are under way to one server, over all runs of this process: found while they run. */
export class Lanes {
  private readonly busy = new Map<Lane, Driver>();
  private readonly changes = new EventEmitter<{ change: [] }>().setMaxListeners(0);

  constructor(private readonly climb: Climb = new Climb()) {}

  /** A lane, as soon as there is one; rejects with the signal's reason. */
  async enter(driver: Driver, signal: AbortSignal): Promise<Lane> {
    signal.throwIfAborted();
    while (driver.isPaused || this.inUse >= this.climb.lanes) {
      // What `once` throws is an error of its own.
      await once(this.changes, 'change', { signal }).catch(() => signal.throwIfAborted());
    }
    const lane: Lane = { leave: (load) => this.leave(lane, load) };
    this.busy.set(lane, driver);
    return lane;
  }

  /** A run has been paused, or goes on. */
  changeOver(): void {
    this.climb.forget();
    this.changes.emit('change');
  }

  /** Notes what may be a sign that there is too much under way. */
  noteTrouble(error: unknown): void {
    if (isPushBack(error)) this.climb.pushBack();
  }

  private leave(lane: Lane, load: Load | undefined): void {
    this.busy.delete(lane);
    // While nobody waits for a lane, how much gets done says nothing of their number.
    if (this.changes.listenerCount('change') === 0) this.climb.forget();
    else if (load !== undefined) this.climb.done(weightOf(load));
    this.changes.emit('change');
  }

  private get inUse(): number {
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
