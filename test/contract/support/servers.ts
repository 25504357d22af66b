import assert from 'node:assert/strict';
import { startOxenServer } from '../../oxen-server';
import { motoServer, startBucket } from './bucket';
import { realBinary, startRealServer } from './realServer';
import { successOf, TestRepository } from './repository';

export type Version = '0.50.7' | '0.58.1' | '0.65.2';

/** A server that the same cases run against: the project's own small one, or a real one. */
export interface ServerKind {
  readonly kind: 'small' | 'real';
  readonly version: Version;
  /** Its new repositories keep their content in S3. */
  readonly inS3?: true;
}

export const OLD: readonly ServerKind[] = [
  { kind: 'small', version: '0.50.7' },
  { kind: 'real', version: '0.50.7' },
];
/** Between the generations: what is stored cannot be staged. There is no real one of it here. */
export const MIDDLE: readonly ServerKind[] = [{ kind: 'small', version: '0.58.1' }];
export const NEW: readonly ServerKind[] = [
  { kind: 'small', version: '0.65.2' },
  { kind: 'real', version: '0.65.2' },
];
/** Played by the small server itself, where what raw chunks bring never becomes visible. */
export const SMALL_S3: readonly ServerKind[] = [
  { kind: 'small', version: '0.50.7', inS3: true },
  { kind: 'small', version: '0.65.2', inS3: true },
];
/** In a bucket that moto's server plays: for `npm run test:s3`. */
export const REAL_S3: readonly ServerKind[] = [{ kind: 'real', version: '0.65.2', inS3: true }];
/** The generations that have a way to stage what is stored. */
export const BOTH_ENDS: readonly ServerKind[] = [...OLD, ...NEW];
export const EVERY: readonly ServerKind[] = [...OLD, ...MIDDLE, ...NEW];
/** For what the client decides, mostly: one of each end, of the new one the real one, and the small one where that is not there. */
export const CLIENT_DECIDES: readonly ServerKind[] = BOTH_ENDS.filter(({ kind, version }) =>
  version === '0.50.7' ? kind === 'small' : kind === 'real' || realBinary(version) === undefined,
);
/** For what a proxy plays before a server of either end. */
export const SMALL_ENDS: readonly ServerKind[] = BOTH_ENDS.filter(({ kind }) => kind === 'small');
/** For what the client alone decides. */
export const ANY: readonly ServerKind[] = [{ kind: 'small', version: '0.65.2' }];

/** A key as real servers make them: it tells whose it is. Where none is asked for, it is sent all the same. */
const SMALL_KEY = keyOf({ id: '1', name: 'Ada', email: 'ada@example.org' });

export function keyOf(claims: Readonly<Record<string, string>>): string {
  const parts = [JSON.stringify({ typ: 'JWT', alg: 'HS256' }), JSON.stringify(claims), 'a signature'];
  return parts.map((part) => Buffer.from(part).toString('base64url')).join('.');
}

export interface TestServer extends ServerKind {
  readonly origin: string;
  readonly key: string;
  /** Of a real one: a process of its own. */
  readonly pid?: number | undefined;
  close(): Promise<void>;
}

/** What a suite on one server works with. */
export interface Bench extends ServerKind {
  /** The running server. */
  server(): TestServer;
  /** A fresh, empty repository. */
  repository(): Promise<TestRepository>;
  /** A name that no repository has yet. */
  unusedName(): string;
}

/** A `describe` for each server. One that is not there has its cases pending, and is named. */
export function describeOn(
  servers: readonly ServerKind[],
  title: string,
  suite: (bench: Bench) => void,
): void {
  for (const which of servers) {
    const missing = missingFor(which);
    if (missing !== undefined) {
      describe.skip(`${title}, on ${missing}`, () => {
        suite(benchOf(which));
      });
      continue;
    }
    describe(`${title}, on the ${which.kind} ${which.version}${which.inS3 ? ' in S3' : ''}`, () => {
      suite(benchOf(which));
    });
  }
}

function missingFor({ kind, version, inS3 }: ServerKind): string | undefined {
  if (kind === 'small') return undefined;
  if (realBinary(version) === undefined) return `oxen-server ${version}, which has not been built`;
  return inS3 && motoServer() === undefined ? 'S3, which moto is not there to play' : undefined;
}

function benchOf(which: ServerKind): Bench {
  let running: TestServer | undefined;
  let count = 0;
  before(async () => {
    running = await startServer(which);
  });
  after(async () => {
    await running?.close();
  });
  const server = () => {
    assert(running !== undefined, 'the server runs only while tests do');
    return running;
  };
  const unusedName = () => `tests/repository-${++count}`;
  return { ...which, server, unusedName, repository: () => createRepository(server(), unusedName()) };
}

/** Starts one server; `key` is for a small one that has to take another. */
export async function startServer(which: ServerKind, key = SMALL_KEY): Promise<TestServer> {
  const { kind, version, inS3 } = which;
  // The open server asks for keys below 0.59 only.
  const keys = version === '0.50.7';
  if (kind === 'small') {
    const server = await startOxenServer({
      version,
      ...(keys && { keys: [key] }),
      ...(inS3 && { storageKind: 's3' }),
    });
    return { ...which, key, origin: server.origin, close: () => server.close() };
  }
  const binary = realBinary(version);
  assert(binary !== undefined, `oxen-server ${version} has not been built`);
  const moto = inS3 && motoServer();
  const bucket = moto ? await startBucket(moto) : undefined;
  const server = await startRealServer(binary, { keys, bucket });
  return {
    ...which,
    key: server.key ?? key,
    origin: server.origin,
    pid: server.process.pid,
    async close() {
      await server.close();
      await bucket?.close();
    },
  };
}

export async function createRepository(
  { origin, key, inS3 }: TestServer,
  fullName: string,
): Promise<TestRepository> {
  const [namespace, name] = fullName.split('/');
  const response = await fetch(`${origin}/api/repos`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ namespace, name, ...(inS3 && { storage_kind: 's3' }) }),
  });
  await successOf(response, 'POST /api/repos');
  return new TestRepository(origin, fullName, key);
}
