import { t } from '@vscode/l10n';
import { UserError } from '../../userError';

/** Requests at once to begin with, and at most. */
const FIRST = 4;
const MOST = 16;
/** Where requests are quick there are soon so many at once: each that takes less, in ms, makes room for one more. */
const FIRST_WHERE_QUICK = 8;
const QUICK = 1000;
/** Where one takes longer, in ms, there are no more than in the beginning: all of them are lost when the line breaks. */
const SLOW = 5000;

/** A measurement takes so long, in ms, and so many requests for each slot: less is chance. */
const SHORTEST_LOOK = 1000;
const REQUESTS_A_LANE = 3;
/** From one number to the next that is tried: smaller steps show no difference that is larger than chance. */
const STEP = 1.5;
/** What another number has to get done more to be better, and not just luckier. */
const CLEARLY_BETTER = 1.05;
/** Measurements until another number is tried again. */
const REST = 5;
/** One trouble of the server shows in all requests at once: for so long it counts as one, in ms. */
const ONE_TROUBLE = 5000;

/**
 * A number of requests at once, from its text.
 *
 * @throws UserError that says what can be written
 */
export function parseConcurrency(text: string): number {
  if (/^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= MOST) return Number(text);
  throw new UserError(t('Invalid number of parallel requests: {0}.', text), {
    advice: t('Choose 1 to {0}.', MOST),
  });
}

interface Look {
  readonly since: number;
  requests: number;
  done: number;
}

/**
 * Finds how many requests at once get the most done, which differs between servers and disks
 * (docs/protocol/measured.md#requests-at-once): tries a neighbouring number, and stays there only if clearly more gets
 * through. Falls to half when the server pushes back.
 */
export class AdaptiveConcurrency {
  private count: number;
  private isBeginning = true;
  /** What got done before the number on trial was tried, a second. */
  private onTrial: { readonly from: number; readonly rate: number } | undefined;
  private direction: 1 | -1 = 1;
  private resting = 0;
  /** Requests that were begun under another number. */
  private stale = 0;
  private look: Look | undefined;
  private troubleAt = -Infinity;

  /** @param now ms from any start, never going back */
  constructor(
    private readonly most: number = MOST,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.count = Math.min(FIRST, most);
  }

  /** How many requests there should be at once. */
  get slots(): number {
    return this.count;
  }

  /** A request got so much done, while others waited for its slot; it took so many ms. */
  done(amount: number, ms: number): void {
    if (ms > SLOW && this.count > FIRST) {
      this.rest(FIRST, -1);
      return;
    }
    if (this.isBeginning && ms < QUICK && this.count < Math.min(FIRST_WHERE_QUICK, this.most)) {
      this.count++;
      return;
    }
    this.isBeginning = false;
    if (this.stale > 0) {
      this.stale--;
      return;
    }
    const now = this.now();
    // From one end of a request to another: what was under way at the begin is made up for by what is at the end.
    this.look ??= { since: now, requests: -1, done: -amount };
    this.look.requests++;
    this.look.done += amount;
    const took = now - this.look.since;
    if (took < SHORTEST_LOOK || this.look.requests < this.count * REQUESTS_A_LANE) return;
    this.judge((this.look.done / took) * 1000);
    this.look = undefined;
  }

  /** Begins again, unless few were best: it may be another line by now. */
  begin(): void {
    if (this.count <= FIRST) return;
    this.count = FIRST;
    this.isBeginning = true;
    this.onTrial = undefined;
    this.forget();
  }

  /** What was seen so far says nothing: there was not enough to do, or a pause. */
  forget(): void {
    this.look = undefined;
    this.stale = this.count;
  }

  /** The server is overwhelmed, or the line is. */
  pushBack(): void {
    const now = this.now();
    if (now - this.troubleAt < ONE_TROUBLE) return;
    this.troubleAt = now;
    this.rest(Math.max(1, Math.floor(this.count / 2)), 1);
  }

  private judge(rate: number): void {
    if (this.onTrial === undefined) {
      if (--this.resting < 0) this.tryNext(rate);
      return;
    }
    if (rate > this.onTrial.rate * CLEARLY_BETTER) this.tryNext(rate);
    else this.rest(this.onTrial.from, this.direction === 1 ? -1 : 1);
  }

  private tryNext(rate: number): void {
    const step = this.direction === 1 ? STEP : 1 / STEP;
    const next = Math.min(this.most, Math.max(1, Math.round(this.count * step)));
    if (next === this.count) {
      this.rest(next, this.direction === 1 ? -1 : 1);
      return;
    }
    this.onTrial = { from: this.count, rate };
    this.change(next);
  }

  /** Stays with a number for a while; then tries the other direction. */
  private rest(count: number, direction: 1 | -1): void {
    this.onTrial = undefined;
    this.direction = direction;
    this.resting = REST;
    this.change(count);
  }

  private change(count: number): void {
    this.isBeginning = false;
    this.stale = this.count;
    this.count = count;
    this.look = undefined;
  }
}
