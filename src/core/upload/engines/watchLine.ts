/** Until the buffers on the way have filled, in ms; then how often it is looked at, and how many times. */
const BUFFERS_FILL = 300;
const LOOK_EVERY = 500;
const LOOKS = 4;

export interface WatchedLine {
  readonly bytes: number;
  /** How many of them have left. */
  readonly sent: () => number;
  /** What the rest may take, in seconds. */
  readonly mayTake: number;
  /** @param speed in bytes a second, without what the buffers took at first */
  readonly onSlow: (speed: number) => void;
}

/**
 * Watches how fast bytes leave in the first seconds. A line is slow when the rest would take twice as long as it may, or
 * longer than it may when looked at twice in a row: disks and networks stumble.
 *
 * @returns what ends it
 */
export function watchLine({ bytes, sent, mayTake, onSlow }: WatchedLine): () => void {
  let [before, since, looks, wasSlow] = [0, 0, 0, false];
  const look = () => {
    const now = performance.now();
    const speed = ((sent() - before) / (now - since)) * 1000;
    const rest = (bytes - sent()) / speed;
    [before, since] = [sent(), now];
    if (looks++ > 0) {
      if (rest >= 2 * mayTake || (wasSlow && rest >= mayTake)) {
        onSlow(speed);
        return;
      }
      wasSlow = rest >= mayTake;
    }
    if (looks <= LOOKS) timer = setTimeout(look, LOOK_EVERY);
  };
  let timer = setTimeout(look, BUFFERS_FILL);
  return () => clearTimeout(timer);
}
