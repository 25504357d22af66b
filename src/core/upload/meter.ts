import { assertNever } from '../assertNever';
import type { Phase, UploadEvent } from './events';

/** How a run stands. Bytes are of content; times in ms. */
export interface Progress {
  readonly phase: Phase;
  readonly files: { readonly done: number; readonly total: number };
  readonly bytes: { readonly done: number; readonly total: number };
  /** 0 … 1 of the whole way; below 1 until the commit is verified. */
  readonly fraction: number;
  /** Bytes a second that leave for the server, smoothed; `undefined` until known. */
  readonly speed: number | undefined;
  /** ms until everything is sent; `undefined` until known. */
  readonly timeLeft: number | undefined;
  /** Why nothing moves at the moment. */
  readonly waiting: string | undefined;
  /** By the user. */
  readonly paused: boolean;
}

export type Listener = (progress: Progress, event: UploadEvent) => void;

/** Share of the bar that each phase may fill, in the order they come. */
const SHARES: Readonly<Record<Phase, readonly [from: number, to: number]>> = {
  scanning: [0, 0],
  listing: [0, 0],
  waiting: [0, 0],
  comparing: [0, 0.1],
  sending: [0.1, 0.96],
  finishing: [0.96, 0.97],
  committing: [0.97, 0.98],
  verifying: [0.98, 0.99],
};

/** Over how long the speed is averaged, and what it takes to say anything, in ms. */
const SPEED_WINDOW = 10_000;
const SPEED_KNOWN_AFTER = 2_000;
const SPEED_STEP = 250;

/** Turns the events of one run into its progress. Notification, status bar, log and printers listen here. */
export class Meter {
  private readonly listeners = new Set<Listener>();
  private phase: Phase = 'scanning';
  private files = { done: 0, total: 0 };
  private bytes = { done: 0, total: 0 };
  /** Until the first file is sent. */
  private compared = { files: { done: 0, total: 0 }, bytes: { done: 0, total: 0 } };
  private sent = 0;
  /** Sent, and no answer yet. */
  private underWay = 0;
  private samples: { readonly at: number; readonly sent: number }[] = [];
  private waiting: string | undefined;
  private paused = false;

  /** @param now ms from any start, never going back */
  constructor(private readonly now: () => number = () => performance.now()) {}

  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  note = (event: UploadEvent): void => {
    this.apply(event);
    for (const listener of this.listeners) listener(this.progress(), event);
  };

  progress(): Progress {
    const speed = this.speed();
    // A chunk may take minutes until the server answers for it: what has left of it need not be waited for.
    const left = Math.max(0, this.bytes.total - this.bytes.done - this.underWay);
    return {
      phase: this.phase,
      files: { ...this.shown.files },
      bytes: { ...this.shown.bytes },
      fraction: this.fraction(),
      speed,
      timeLeft: speed === undefined || speed === 0 ? undefined : (left / speed) * 1000,
      waiting: this.waiting,
      paused: this.paused,
    };
  }

  private apply(event: UploadEvent): void {
    if (event.type !== 'waiting' && event.type !== 'note') this.waiting = undefined;
    switch (event.type) {
      case 'phase':
        this.phase = event.phase;
        if (event.phase === 'sending') this.measureAnew();
        return;
      case 'found':
        this.files = { done: 0, total: event.files };
        this.bytes = { done: 0, total: event.bytes };
        return;
      case 'planned':
        this.files = { done: 0, total: event.files };
        this.bytes = { done: 0, total: event.bytes };
        this.compared = { files: { ...this.files }, bytes: { ...this.bytes } };
        this.measureAnew();
        return;
      case 'compared':
        this.compared.files.done += event.files;
        return;
      case 'spared':
        this.files.total -= event.files;
        this.bytes.total -= event.bytes;
        return;
      case 'kept':
        this.files.done += event.files.length;
        this.bytes.done += event.bytes;
        return;
      case 'hashed':
        this.compared.bytes.done += event.bytes;
        return;
      case 'accepted':
        this.bytes.done += event.bytes;
        this.underWay = Math.max(0, this.underWay - event.bytes);
        return;
      case 'again':
        this.bytes.total += event.bytes;
        this.underWay = 0;
        return;
      case 'sent':
        this.sent += event.bytes;
        this.underWay += event.bytes;
        this.sample();
        return;
      case 'staged':
        this.files.done += event.files.length;
        return;
      case 'unstaged':
        this.files.done -= event.files;
        return;
      case 'waiting':
        this.waiting = event.reason;
        this.underWay = 0; // something broke; what of it was lost nobody knows
        return;
      case 'paused':
      case 'resumed':
        this.paused = event.type === 'paused';
        this.measureAnew();
        return;
      case 'engine':
      case 'prepared':
      case 'failed':
      case 'skipped':
      case 'warning':
      case 'note':
        return;
      default:
        assertNever(event);
    }
  }

  /** What was sent before says nothing of the speed from now on. */
  private measureAnew(): void {
    this.samples = [{ at: this.now(), sent: this.sent }];
  }

  private sample(): void {
    const at = this.now();
    const last = this.samples.at(-1);
    if (last !== undefined && at - last.at < SPEED_STEP) return;
    this.samples.push({ at, sent: this.sent });
    while (this.samples.length > 2 && at - (this.samples[1]?.at ?? at) >= SPEED_WINDOW) this.samples.shift();
  }

  private speed(): number | undefined {
    const first = this.samples[0];
    if (first === undefined || this.paused || this.phase !== 'sending') return undefined;
    const elapsed = this.now() - first.at;
    if (elapsed < SPEED_KNOWN_AFTER) return undefined;
    return Math.max(0, ((this.sent - first.sent) / elapsed) * 1000);
  }

  /** What moves. */
  private get shown(): Pick<Progress, 'files' | 'bytes'> {
    return this.phase === 'comparing' ? this.compared : { files: this.files, bytes: this.bytes };
  }

  private fraction(): number {
    const [from, to] = SHARES[this.phase];
    const { bytes } = this.shown;
    const part = bytes.total <= 0 ? 0 : Math.min(1, bytes.done / bytes.total);
    return from + (to - from) * part;
  }
}
