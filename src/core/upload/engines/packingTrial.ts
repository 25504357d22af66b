import { type Load, weightOf } from '../limits/load';

/** On a line that carries less, in bytes a second, packing is hardly felt, and what travels may cost money: it is always done. */
const SLOW = 5_000_000;
/** The other way is tried again after 2, 4, … requests, and never less often than this: lines change. */
const MOST_APART = 128;
/** Plain content that is almost as fast wins: it costs less. */
const AS_FAST = 0.9;
/** What one request changes of what is known: a single one proves little. */
const NEWS = 0.3;

type Way = 'packed' | 'plain';

interface Sent {
  readonly way: Way;
  readonly load: Load;
  /** Bytes that left. */
  readonly bytes: number;
  /** From the reading of the files to the answer. */
  readonly ms: number;
  /** Requests with content under way, this one included: they share the line. */
  readonly atOnce: number;
}

/**
 * Whether packing wins time. How long answers take cannot tell a slow line from a slow server, so both ways are tried
 * and compared wherever packing would be felt.
 */
export class PackingTrial {
  /** Weight per ms, of all that is under way. */
  private readonly paces = { packed: 0, plain: 0 };
  /** Bytes a second that leave. */
  private speed = 0;
  private better: Way = 'packed';
  private apart = 2;
  private untilOther = 2;

  /** Whether this request may be packed. To be asked for each of them. */
  next(): boolean {
    if (this.speed < SLOW) return true;
    if (--this.untilOther > 0) return this.better === 'packed';
    this.apart = this.untilOther = Math.min(MOST_APART, this.apart * 2);
    return this.better === 'plain';
  }

  /** What was to be packed, but does not shrink, tells nothing. */
  note({ way, load, bytes, ms, atOnce }: Sent): void {
    const { paces } = this;
    paces[way] = average(paces[way], (weightOf(load) / ms) * atOnce);
    this.speed = average(this.speed, (bytes / ms) * atOnce * 1000);
    const better = paces.plain >= paces.packed * AS_FAST ? 'plain' : 'packed';
    if (better !== this.better) this.apart = this.untilOther = 2;
    this.better = better;
  }
}

function average(known: number, now: number): number {
  return known === 0 ? now : known + (now - known) * NEWS;
}
