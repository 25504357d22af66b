/** An animated picture of the workbench. */
import { decode } from 'fast-png';
import { encode } from 'modern-gif';
import type { Page } from 'playwright-core';
import type { Camera, Moment } from './walk';

/** How long each is to be seen; the others are left out. */
const SECONDS: Partial<Record<Moment, number>> = {
  menu: 2,
  target: 1.5,
  review: 4,
  box: 3,
  sending: 0.5,
  done: 3,
  uploads: 4,
};
/** Between two pictures of what moves by itself. */
const STEP_MS = 500;

interface Frame {
  readonly png: Buffer;
  readonly ms: number;
}

/** Records the moments of a walk. */
export class FilmCamera implements Camera {
  readonly #frames: Frame[] = [];

  constructor(private readonly page: Page) {}

  async take(moment: Moment): Promise<void> {
    const seconds = SECONDS[moment];
    if (seconds !== undefined) await this.#add(seconds * 1000);
  }

  async film(until: Promise<void>): Promise<void> {
    const state = { isOver: false };
    const over = until.finally(() => (state.isOver = true));
    while (!state.isOver) {
      await this.#add(STEP_MS);
      await Promise.race([over, this.page.waitForTimeout(STEP_MS)]);
    }
    await over;
  }

  /** The film as a GIF that starts again at its end. */
  async gif(): Promise<Uint8Array> {
    const frames = this.#frames.map(({ png, ms }) => ({ ...pixelsOf(png), delay: ms }));
    const [first] = frames;
    if (first === undefined) throw new Error('Nothing was recorded.');
    const { width, height } = first;
    return new Uint8Array(await encode({ width, height, frames, looped: true, loopCount: 0 }));
  }

  async #add(ms: number): Promise<void> {
    this.#frames.push({ png: await this.page.screenshot(), ms });
  }
}

interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, alpha. */
  readonly data: Uint8ClampedArray;
}

function pixelsOf(png: Buffer): Pixels {
  const { width, height, channels, data: from } = decode(png);
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let part = 0; part < 3; part++) data[pixel * 4 + part] = from[pixel * channels + part] ?? 0;
  }
  return { width, height, data };
}
