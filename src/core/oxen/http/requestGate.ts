import type { Pace } from './transport';

/** What all requests of a run obey, and whom they tell of their troubles. */
export interface RequestGate {
  /** How often the run was paused so far: an attempt during which it grew may have failed because of that. */
  readonly pauses: number;
  /** Fulfilled while no pause is on; rejects with the signal's reason. */
  resumed(signal: AbortSignal): Promise<void>;
  /** Asked before each piece of a body leaves. */
  readonly pace: Pace;
  /** Told of each failed attempt that is repeated after `ms`. */
  waits(error: unknown, ms: number): void;
}

/** Of requests that belong to no run: browsing, a first look. */
export function openGate(waits: RequestGate['waits'] = () => undefined): RequestGate {
  return {
    pauses: 0,
    resumed: () => Promise.resolve(),
    pace: (most) => Promise.resolve(most),
    waits,
  };
}
