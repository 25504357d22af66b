import { statfs } from 'node:fs/promises';
import { OpenFile } from '../openFile';

/**
 * A write through a memory mapping to a page that is not on the disk yet moves no time of the file. The kernel puts it
 * there after 30 to 35 s, and the next such write shows again; in ms.
 */
const WRITTEN_BACK = 40_000;
/** A file that is written again within one tick of its clock shows it nowhere; in ms, 2 s as on FAT. */
const CLOCK_TICK = 2000;
/** Reading a smaller file again is cheaper than waiting for the disk. */
const WORTH_FLUSHING_BYTES = 8 * 1024 * 1024;

/** As `statfs` of Linux has them. In memory nothing is ever written back, and no write through a mapping shows. */
const IN_MEMORY: ReadonlySet<number> = new Set([0x01021994 /* tmpfs */, 0x858458f6 /* ramfs */]);
/** Where a page that was flushed moves the times when it is written to again. An overlay may not flush at all. */
const FLUSHED_SHOWS: ReadonlySet<number> = new Set([
  0xef53 /* ext4 */, 0x58465342 /* xfs */, 0x9123683e /* btrfs */,
]);

/** The state of a file before it is hashed. */
export interface FileState {
  /** Bytes. */
  readonly size: number;
  /** Its latest time, in ms. */
  readonly changedAt: number;
  /** When it was looked at, in ms. */
  readonly seenAt: number;
  readonly device: bigint;
}

/** The number of the kind of file system that `path` lies on. */
export async function fileSystemOf(path: string): Promise<number | undefined> {
  return statfs(path).then(
    ({ type }) => type,
    () => undefined,
  );
}

/** Tells for the files of one folder whether a later write will show in their times. */
export class Freshness {
  private readonly kinds = new Map<bigint, Promise<number | undefined>>();

  constructor(private readonly kindOf: typeof fileSystemOf) {}

  /**
   * Whether every write since it was looked at moves the times of `state`. Of a file of more than 8 MiB to be asked
   * before its content is read: what is written in between shows, or is read.
   */
  async shows(path: string, { size, changedAt, seenAt, device }: FileState): Promise<boolean> {
    const rested = seenAt - changedAt;
    const isWrittenBack = rested > WRITTEN_BACK;
    if (!isWrittenBack && (rested <= CLOCK_TICK || size <= WORTH_FLUSHING_BYTES)) return false;
    const kind = await this.kindAt(path, device);
    if (kind === undefined || IN_MEMORY.has(kind)) return false;
    return isWrittenBack || (FLUSHED_SHOWS.has(kind) && (await flushed(path)));
  }

  /** A folder may hold files of other devices: single files can be mounted. */
  private kindAt(path: string, device: bigint): Promise<number | undefined> {
    const kind = this.kinds.get(device) ?? this.kindOf(path);
    this.kinds.set(device, kind);
    return kind;
  }
}

/** One at a time: each may hold one of the few threads that all files are read on. */
let flushing: Promise<unknown> = Promise.resolve();

function flushed(path: string): Promise<boolean> {
  const done = flushing
    .then(() => flush(path))
    .then(
      () => true,
      () => false, // it is read again
    );
  flushing = done;
  return done;
}

async function flush(path: string): Promise<void> {
  const file = await OpenFile.open(path);
  try {
    await file.flush();
  } finally {
    await file.close();
  }
}
