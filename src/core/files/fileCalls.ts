import * as fs from 'node:fs';
import { promisify } from 'node:util';

/** What reading files asks of the system. An open file is a number. */
export interface FileCalls {
  open(path: string, flags: number): Answer<number>;
  close(file: number): Answer<void>;
  /** Returns the bytes read. */
  read(file: number, buffer: Uint8Array, at: ReadAt): Answer<number>;
  /** Puts on the disk what was written to it, by whomever. */
  datasync(file: number): Answer<void>;
  stateOf(file: number): Answer<fs.BigIntStats>;
  stat(path: string): Answer<fs.BigIntStats>;
  lstat(path: string): Answer<fs.BigIntStats>;
  realpath(path: string): Answer<string>;
}

type Answer<T> = T | Promise<T>;

interface ReadAt {
  readonly offset: number;
  readonly length: number;
  readonly position: number;
}

const [open, close, read, fdatasync, fstat] = [
  promisify(fs.open),
  promisify(fs.close),
  promisify(fs.read),
  promisify(fs.fdatasync),
  promisify(fs.fstat),
];

/** Leaves the thread to others: each call waits for one of libuv's four threads, which costs more than most calls do. */
const waiting: FileCalls = {
  open,
  close,
  read: async (file, buffer, { offset, length, position }) =>
    (await read(file, buffer, offset, length, position)).bytesRead,
  datasync: fdatasync,
  stateOf: (file) => fstat(file, { bigint: true }),
  stat: (path) => fs.promises.stat(path, { bigint: true }),
  lstat: (path) => fs.promises.lstat(path, { bigint: true }),
  realpath: (path) => fs.promises.realpath(path),
};

const synchronous: FileCalls = {
  open: fs.openSync,
  close: fs.closeSync,
  read: (file, buffer, at) => fs.readSync(file, buffer, at),
  datasync: fs.fdatasyncSync,
  stateOf: (file) => fs.fstatSync(file, { bigint: true }),
  stat: (path) => fs.statSync(path, { bigint: true }),
  lstat: (path) => fs.lstatSync(path, { bigint: true }),
  realpath: (path) => fs.realpathSync.native(path),
};

/** The calls of this thread. */
export let fileCalls: FileCalls = waiting;

/** For a thread that has nothing else to do. */
export function callSynchronously(): void {
  fileCalls = synchronous;
}
