import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';

/** How often an owner shows that it lives, and after how long without that it is taken for dead, in ms. */
const HEARTBEAT = 3000;
const DEAD_AFTER = 15_000;

const Owner = v.object({ pid: v.number(), host: v.string(), beat: v.number(), released: v.boolean() });
type Owner = v.InferOutput<typeof Owner>;

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
    private readonly now: () => number,
  ) {
    this.timer = setInterval(() => {
      this.beating = this.beating.then(() => this.beat()).catch(() => undefined);
    }, HEARTBEAT);
    this.timer.unref();
  }

  /** Makes this process the folder's owner; `undefined` while another one lives. */
  static async take(folder: string, now: () => number = Date.now): Promise<Ownership | undefined> {
    await mkdir(folder, { recursive: true });
    const number = await lastNumber(folder);
    if (number > 0 && isAlive(await readOwner(folder, number), now())) return undefined;
    const next = number + 1;
    try {
      const file = await open(fileOf(folder, next), 'wx', 0o600);
      await file.writeFile(JSON.stringify(ownerNow(now(), false)));
      await file.close();
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return undefined;
      throw error;
    }
    return new Ownership(folder, next, now);
  }

  /** Whether a living process owns the folder. */
  static async isTaken(folder: string, now: () => number = Date.now): Promise<boolean> {
    const number = await lastNumber(folder);
    return number > 0 && isAlive(await readOwner(folder, number), now());
  }

  /** Aborted when another process took over, as after a sleep of this machine. */
  get signal(): AbortSignal {
    return this.lost.signal;
  }

  /** Leaves the folder to the next owner. */
  async release(): Promise<void> {
    await this.stopBeating();
    await this.write(true);
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
    if ((await lastNumber(this.folder)) === this.number) return this.write(false);
    clearInterval(this.timer);
    this.lost.abort();
  }

  private async write(released: boolean): Promise<void> {
    const file = fileOf(this.folder, this.number);
    await writeFile(`${file}.part`, JSON.stringify(ownerNow(this.now(), released)), { mode: 0o600 });
    await rename(`${file}.part`, file);
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

/** One whose file is being made, or was torn by a crash, is known by that file's time only. */
async function readOwner(folder: string, number: number): Promise<Owner> {
  const file = fileOf(folder, number);
  try {
    return v.parse(Owner, JSON.parse(await readFile(file, 'utf8')));
  } catch {
    const beat = await stat(file).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    );
    return { pid: 0, host: '', beat, released: false };
  }
}

function ownerNow(beat: number, released: boolean): Owner {
  return { pid: process.pid, host: hostname(), beat, released };
}

function isAlive(owner: Owner, now: number): boolean {
  if (owner.released) return false;
  if (owner.host === hostname() && !processExists(owner.pid)) return false;
  return now - owner.beat < DEAD_AFTER;
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
