import type { PackingLevel } from '../../files/gzip';
import { type Load, weightOf } from '../limits/load';

/**
 * Where less gets done, as weight a second, packing is hardly felt, and what travels may cost money: it is always done, and
 * well.
 */
const SLOW = 20_000_000;
/** The other way is tried again after 2, 4, … requests, and never less often than this: lines change. */
const MOST_APART = 128;
/** Plain content that is almost as fast wins: it costs less. */
const AS_FAST = 0.9;
/** Plain content that is so much slower is on a slow line: it is tried as seldom as may be. */
const FAR_SLOWER = 0.5;
/** What one request changes of what is known: a single one proves little. */
const NEWS = 0.3;

type Way = 'packed' | 'plain';

interface Sent {
  readonly way: Way;
  readonly load: Load;
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
  /** Weight a second, of all that is under way. */
  private readonly paces = { packed: 0, plain: 0 };
  /** Of both. */
  private pace = 0;
  private better: Way = 'packed';
  private apart = 2;
  private untilOther = 2;
  /** Under way, to be compared. */
  private trying: Way | undefined;

  /** How this request may be packed, if it may. To be asked for each of them. */
  next(): PackingLevel | undefined {
    if (this.pace === 0) return 'fast';
    if (this.pace < SLOW) return 'well';
    const other = this.better === 'packed' ? 'plain' : 'packed';
    const isLost = --this.untilOther < -MOST_APART; // what failed is never noted
    const isTrial = this.untilOther <= 0 && (this.trying === undefined || isLost);
    if (isTrial) {
      this.trying = other;
      this.untilOther = 0;
    }
    return (isTrial ? other : this.better) === 'packed' ? 'fast' : undefined;
  }

  /** What was to be packed, but does not shrink, tells nothing. */
  note({ way, load, ms, atOnce }: Sent): void {
    const { paces } = this;
    const pace = (weightOf(load) / ms) * atOnce * 1000;
    paces[way] = way === this.trying ? pace : average(paces[way], pace); // what was known of it is old
    this.pace = average(this.pace, pace);
    const better = paces.plain >= paces.packed * AS_FAST ? 'plain' : 'packed';
    const isSettled = better === this.better;
    this.better = better;
    if (isSettled && way !== this.trying) return;
    const isFarBetter = paces.plain < paces.packed * FAR_SLOWER;
    this.apart = !isSettled ? 2 : isFarBetter ? MOST_APART : Math.min(MOST_APART, this.apart * 2);
    this.untilOther = this.apart;
    this.trying = undefined;
  }
}

function average(known: number, now: number): number {
  return known === 0 ? now : known + (now - known) * NEWS;
}
