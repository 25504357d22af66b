import type { Origin } from '../../oxen/address';
import type { RequestGate } from '../../oxen/http/requestGate';
import type { Pace } from '../../oxen/http/transport';
import { messageOf } from '../../userError';
import type { Report } from '../events';
import type { Control } from './control';
import type { Slot, ConcurrencyLimiter } from './concurrencyLimiter';
import { BatchSize } from './batchSize';
import type { SharedLimits } from './sharedLimits';

export interface RunThrottleOptions {
  readonly origin: Origin;
  readonly control: Control;
  readonly limits: SharedLimits;
  readonly report: Report;
}

/** The way of one run to its server: obeys the run's control, and shares slots and bandwidth with other runs. */
export class RunThrottle implements RequestGate {
  readonly control: Control;
  readonly batchSize = new BatchSize();
  private readonly limiter: ConcurrencyLimiter;

  constructor(private readonly options: RunThrottleOptions) {
    const { control, limits, origin, report } = options;
    this.control = control;
    this.limiter = limits.limiter(origin);
    if (control.isPaused) report({ type: 'paused' });
    control.onDidChange(() => {
      this.limiter.changeOver();
      report({ type: control.isPaused ? 'paused' : 'resumed' });
    });
  }

  get pauses(): number {
    return this.control.pauses;
  }

  get isPaused(): boolean {
    return this.control.isPaused;
  }

  /** Bytes a second that may leave. */
  get limit(): number {
    return this.options.limits.rate.bytesPerSecond ?? Infinity;
  }

  /** Requests with content that are under way to the server, of all runs. */
  get inUse(): number {
    return this.limiter.inUse;
  }

  resumed(signal: AbortSignal): Promise<void> {
    return this.control.resumed(signal);
  }

  pace: Pace = async (most, signal) => {
    const bytes = await this.options.limits.rate.take(most, signal);
    await this.control.resumed(signal);
    return bytes;
  };

  waits(error: unknown, ms: number): void {
    this.limiter.noteTrouble(error);
    this.options.report({ type: 'waiting', reason: messageOf(error), ms });
  }

  /** Leave for a request with content, as soon as there is one; rejects with the signal's reason. */
  enter(signal: AbortSignal): Promise<Slot> {
    return this.limiter.enter(this.control, signal);
  }
}
