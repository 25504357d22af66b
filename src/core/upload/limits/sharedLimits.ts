import type { Origin } from '../../oxen/address';
import { Climb } from './climb';
import { Lanes } from './lanes';
import { RateLimit } from './rateLimit';

/** What all runs of this process share. */
export class SharedLimits {
  readonly rate = new RateLimit();
  private readonly byServer = new Map<Origin, Lanes>();

  /** @param concurrency requests with content at once to one server, at most */
  constructor(private readonly concurrency?: number) {}

  lanes(origin: Origin): Lanes {
    const known = this.byServer.get(origin);
    if (known !== undefined) return known;
    const lanes = new Lanes(new Climb(this.concurrency));
    this.byServer.set(origin, lanes);
    return lanes;
  }
}
