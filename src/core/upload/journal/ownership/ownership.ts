import { randomUUID } from 'node:crypto';
import { link, readdir, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode } from '../../../files/localFileError';
import { makePrivateFile, makePrivateFolder, writePrivateFile } from '../../../files/privateFiles';
import { type Leaving, type Owner, ownerText, readOwner, stateOf } from './owner';

/** How often an owner shows that it lives, in ms. */
const HEARTBEAT = 3000;
/** How long a silent owner is watched before it is taken for dead, in ms: two beats, and some time to write one. */
const WATCH = 6500;
/** How long what was left to go on waits for its next owner, in ms: what a reload takes on a busy machine. */
const GOES_ON = 60_000;

/** `now` in ms since 1970. */
export interface Clock {
  now(): number;
  wait(ms: number): Promise<void>;
}

/** What the files of a folder tell of its ownership, at once. */
export interface FolderState {
  /** Whether a living process owns the folder, as far as its signs of life tell. */
  readonly isTaken: boolean;
  /** How its last owner left it: `to go on` for a minute. Unknown of one that was killed, and of an older extension's. */
  readonly left: Leaving | undefined;
}

const SYSTEM_CLOCK: Clock = { now: Date.now, wait: (ms) => delay(ms) };

/**
 * Ownership of a folder by one process, over all windows and headless runs. The owners have numbers: to become the
 * next one is to make the file of the next number, which only one can; so a dead owner is never removed by two.
 */
export class Ownership {
  private readonly timer: NodeJS.Timeout;
  private beating: Promise<void> = Promise.resolve();
  private readonly lost = new AbortController();

  private constructor(
    private readonly folder: string,
    private readonly number: number,
    private readonly clock: Clock,
  ) {
    this.timer = setInterval(() => {
      this.beating = this.beating.then(() => this.beat()).catch(() => undefined);
    }, HEARTBEAT);
    this.timer.unref();
  }

  /**
   * Makes this process the folder's owner; `undefined` while another one lives. An owner that is silent by our clock
   * may go by another one, or wake up with this machine just now, so it is watched for a while first.
   */
  static async take(folder: string, clock: Clock = SYSTEM_CLOCK): Promise<Ownership | undefined> {
    await makePrivateFolder(folder);
    const number = await lastNumber(folder);
    if (number > 0 && !(await isGone(fileOf(folder, number), clock))) return undefined;
    const next = number + 1;
    const text = ownerText({ beat: clock.now(), released: false });
    // Not there any more: its last owner has ended with it.
    const isOurs = await claim(fileOf(folder, next), text).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return false;
      throw error;
    });
    return isOurs ? new Ownership(folder, next, clock) : undefined;
  }

  /** Read only: it stays with whoever owns it. */
  static async look(folder: string, clock: Clock = SYSTEM_CLOCK): Promise<FolderState> {
    const number = await lastNumber(folder);
    if (number === 0) return { isTaken: false, left: undefined };
    const owner = await readOwner(fileOf(folder, number));
    const now = clock.now();
    const isLate = owner.left === 'to go on' && Math.abs(now - owner.beat) >= GOES_ON;
    return {
      isTaken: stateOf(owner, now) === 'alive',
      left: owner.released && !isLate ? owner.left : undefined,
    };
  }

  /** Aborted when another process took over, as after a sleep of this machine. */
  get signal(): AbortSignal {
    return this.lost.signal;
  }

  /** Leaves the folder to the next owner. */
  async release(left: Leaving = 'to be asked'): Promise<void> {
    await this.stopBeating();
    await this.write({ released: true, left });
  }

  /** Ends the ownership together with the folder. */
  async remove(): Promise<void> {
    await this.stopBeating();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** A beat under way would take back what comes after it. */
  private async stopBeating(): Promise<void> {
    clearInterval(this.timer);
    await this.beating;
  }

  private async beat(): Promise<void> {
    if ((await lastNumber(this.folder)) <= this.number) return this.showLife();
    clearInterval(this.timer);
    this.lost.abort();
  }

  /** On a full disk the file's time says it: that needs no room. */
  private async showLife(): Promise<void> {
    try {
      await this.write({ released: false });
    } catch {
      const now = new Date(this.clock.now());
      await utimes(fileOf(this.folder, this.number), now, now);
    }
  }

  private write(sign: Pick<Owner, 'released' | 'left'>): Promise<void> {
    const text = ownerText({ beat: this.clock.now(), ...sign });
    return writePrivateFile(fileOf(this.folder, this.number), text);
  }
}

const OWNER_FILE = /^owner-(\d+)$/;

function fileOf(folder: string, number: number): string {
  return join(folder, `owner-${number}`);
}

async function lastNumber(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  return Math.max(0, ...names.map((name) => Number(OWNER_FILE.exec(name)?.[1] ?? 0)));
}

async function isGone(file: string, clock: Clock): Promise<boolean> {
  const before = await readOwner(file);
  const state = stateOf(before, clock.now());
  if (state !== 'silent') return state === 'gone';
  await clock.wait(WATCH);
  const after = await readOwner(file);
  return after.beat === before.beat && after.touched === before.touched;
}

/** Makes the file with its content in one step, so that a full disk leaves none that would depose the owner. */
async function claim(file: string, text: string): Promise<boolean> {
  const written = `${file}.${randomUUID()}.part`;
  try {
    await makePrivateFile(written, text);
    // Some file systems, such as exFAT, have no links.
    return await isDone(link(written, file)).catch(() => isDone(makePrivateFile(file, text)));
  } finally {
    await rm(written, { force: true });
  }
}

/** Whether we were the first. */
async function isDone(making: Promise<void>): Promise<boolean> {
  try {
    await making;
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}
