import { t } from '@vscode/l10n';
import type { RunThrottle } from '../limits/runThrottle';
import { SESSION_TIME, SLOW_SPEED } from './choice';
import type { SendContext } from './engine';
import { watchLine } from './watchLine';

/** The line turned out to be slow for a file that could not be resumed. */
export class SlowLineError extends Error {
  constructor(source: string, options: ErrorOptions) {
    super(t('This connection is slow, so {0} is sent in a way that can be resumed.', source), options);
  }
}

/** An answer that takes so long, in ms, comes from far away: such a line is hardly ever faster than a server's disk. */
const FAR = 10;

/** The line of a run. @param remembered bytes a second in an earlier one */
export function lineOf({ workspace, throttle }: SendContext, remembered: number | undefined): LineSpeed {
  const { quickestReply = 0 } = workspace.repository.server;
  // What cannot be resumed would be begun for nothing: what the system has taken of it leaves, even when it is given up.
  return new LineSpeed(throttle, remembered, quickestReply >= FAR ? SLOW_SPEED : Infinity);
}

export interface Sending {
  readonly onSent: (bytes: number) => void;
  /** Aborted, too, when the line is slow. */
  readonly signal: AbortSignal;
}

export interface SendingOptions {
  /** The local file. */
  readonly source: string;
  readonly size: number;
  /** Whether it is to be given up where it would take longer than {@link SESSION_TIME}. */
  readonly isWatched: boolean;
  readonly signal: AbortSignal;
}

/**
 * How fast the line to a server is, in bytes a second: as it is remembered, then as the large files of this run show it,
 * of which several may be on their way at once.
 */
export class LineSpeed {
  private bytes = 0;
  private ms = 0;
  /** On their way. */
  private files = 0;
  /** Since when they are, or one of them has ended; what has left since, and whether that says something. */
  private busy = { since: 0, bytes: 0, pauses: 0, isTelling: true };

  constructor(
    private readonly throttle: Pick<RunThrottle, 'limit' | 'pauses' | 'isPaused'>,
    private readonly remembered: number | undefined,
    private readonly assumed = Infinity,
  ) {}

  /** In this run; `undefined` until something was sent. */
  get measured(): number | undefined {
    return this.bytes === 0 ? undefined : (this.bytes / this.ms) * 1000;
  }

  get isKnown(): boolean {
    return (this.measured ?? this.remembered) !== undefined;
  }

  /** As far as the user allows it; as it is assumed, where nothing is known. */
  get expected(): number {
    return Math.min(this.throttle.limit, this.measured ?? this.remembered ?? this.assumed);
  }

  /**
   * Has a file sent, and learns from it.
   *
   * @throws SlowLineError where it is watched, and the line is slow; what `send` throws
   */
  async learn<T>(
    { source, size, isWatched, signal }: SendingOptions,
    send: (sending: Sending) => Promise<T>,
  ): Promise<T> {
    const { throttle } = this;
    const { pauses } = throttle;
    const slow = new AbortController();
    let sent = 0;
    const onSent = (more: number) => {
      sent += more;
      this.busy.bytes += more;
    };
    const onSlow = (speed: number) => {
      if (throttle.isPaused || throttle.pauses !== pauses) return; // a pause says nothing of the line
      slow.abort();
      // What the buffers on the way took at first is not in it; while they are full nothing may leave.
      [this.bytes, this.ms] = [Math.max(1, speed), 1000];
    };
    const endWatch = isWatched
      ? watchLine({ bytes: size, sent: () => sent, mayTake: SESSION_TIME, onSlow })
      : undefined;
    this.begin();
    try {
      return await send({ onSent, signal: AbortSignal.any([signal, slow.signal]) });
    } catch (error) {
      this.busy.isTelling = false;
      if (!slow.signal.aborted || signal.aborted) throw error;
      throw new SlowLineError(source, { cause: error });
    } finally {
      endWatch?.();
      this.end();
    }
  }

  private begin(): void {
    if (this.files++ === 0) this.busy = this.newBusy();
  }

  /** What left until one of them ended tells: others may follow without a break. */
  private end(): void {
    const { busy, throttle } = this;
    this.files--;
    this.busy = this.newBusy();
    if (!busy.isTelling || busy.bytes === 0 || throttle.pauses !== busy.pauses) return;
    this.bytes += busy.bytes;
    this.ms += performance.now() - busy.since;
  }

  private newBusy() {
    const { pauses, isPaused } = this.throttle;
    return { since: performance.now(), bytes: 0, pauses, isTelling: !isPaused };
  }
}
