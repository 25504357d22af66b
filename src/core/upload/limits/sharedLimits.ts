import type { Origin } from '../../oxen/address';
import { AdaptiveConcurrency } from './adaptiveConcurrency';
import { ConcurrencyLimiter } from './concurrencyLimiter';
import { RateLimit } from './rateLimit';

/** What all runs of this process share. */
export class SharedLimits {
  readonly rate = new RateLimit();
  private readonly byServer = new Map<Origin, ConcurrencyLimiter>();

  /** @param concurrency requests with content at once to one server, at most */
  constructor(private readonly concurrency?: number) {}

  limiter(origin: Origin): ConcurrencyLimiter {
    const known = this.byServer.get(origin);
    if (known !== undefined) return known;
    const limiter = new ConcurrencyLimiter(new AdaptiveConcurrency(this.concurrency));
    this.byServer.set(origin, limiter);
    return limiter;
  }
}
