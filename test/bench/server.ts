import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realBinary } from '../contract/support/realServer';
import type { TestRepository } from '../contract/support/repository';
import { createRepository, startServer, type TestServer } from '../contract/support/servers';

/** What figures are for. */
export const VERSIONS = ['0.50.7', '0.65.2'] as const;
export type MeasuredVersion = (typeof VERSIONS)[number];

/** Of the clock in which Linux tells what a process has used. */
const TICKS_A_SECOND = 100;
/** User and system time in `/proc/PID/stat`, counted from the state, which follows the name in brackets. */
const CPU_FIELDS = [11, 12] as const;

/** What so many deleted files cost the next shows. */
const MANY_FILES = 1000;

/** A real server to measure with, started for this. */
export class BenchServer {
  private repositories = 0;

  private constructor(
    readonly version: MeasuredVersion,
    private readonly server: TestServer,
  ) {}

  /** @returns `undefined` when that server has not been built here */
  static async start(version: MeasuredVersion): Promise<BenchServer | undefined> {
    if (realBinary(version) === undefined) return undefined;
    return new BenchServer(version, await startServer({ kind: 'real', version }));
  }

  get origin(): string {
    return this.server.origin;
  }

  /**
   * A repository, deleted afterwards; one of many files only with the server. For minutes ext4 steps around the inodes of
   * what was deleted (`recently_deleted` in fs/ext4/ialloc.c): who writes files next would pay for it, up to as much again.
   *
   * @param files how many it will hold
   */
  async withRepository<T>(use: (repository: TestRepository) => Promise<T>, files = 0): Promise<T> {
    const repository = await createRepository(this.server, `bench/repository-${++this.repositories}`);
    try {
      return await use(repository);
    } finally {
      if (files < MANY_FILES) await repository.delete();
    }
  }

  /** What it has written to its disk so far, in bytes. */
  writtenBytes(): number {
    return Number(/^write_bytes: (\d+)$/m.exec(this.procFile('io'))?.[1]);
  }

  /** What it has used so far, in seconds. */
  cpuSeconds(): number {
    const stat = this.procFile('stat');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return CPU_FIELDS.reduce((sum, field) => sum + Number(fields[field]), 0) / TICKS_A_SECOND;
  }

  close(): Promise<void> {
    return this.server.close();
  }

  private procFile(name: string): string {
    assert(this.server.pid !== undefined);
    return readFileSync(`/proc/${this.server.pid}/${name}`, 'utf8');
  }
}

/** A folder for temporary files, of which nothing is left afterwards, also when measuring is interrupted. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'oxen-bench-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    return await use(folder);
  } finally {
    process.off('exit', remove);
    remove();
  }
}
