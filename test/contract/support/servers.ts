import assert from 'node:assert/strict';
import { startOxenServer } from '../../oxen-server';
import { realBinary, startRealServer } from './realServer';
import { successOf, TestRepository } from './repository';

export type Version = '0.50.7' | '0.58.1' | '0.65.2';

/** A server that the same cases run against: the project's own small one, or a real one. */
export interface ServerKind {
  readonly kind: 'small' | 'real';
  readonly version: Version;
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
/** The generations that have a way to stage what is stored. */
export const BOTH_ENDS: readonly ServerKind[] = [...OLD, ...NEW];
export const EVERY: readonly ServerKind[] = [...OLD, ...MIDDLE, ...NEW];
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
    const { kind, version } = which;
    const isThere = kind === 'small' || realBinary(version) !== undefined;
    if (!isThere) {
      describe.skip(`${title}, on oxen-server ${version}, which has not been built`, () => {
        suite(benchOf(which));
      });
      continue;
    }
    describe(`${title}, on the ${kind} ${version}`, () => {
      suite(benchOf(which));
    });
  }
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
export async function startServer({ kind, version }: ServerKind, key = SMALL_KEY): Promise<TestServer> {
  // The open server asks for keys below 0.59 only.
  const keys = version === '0.50.7';
  if (kind === 'small') {
    const server = await startOxenServer({ version, ...(keys && { keys: [key] }) });
    return { kind, version, key, origin: server.origin, close: () => server.close() };
  }
  const binary = realBinary(version);
  assert(binary !== undefined, `oxen-server ${version} has not been built`);
  const server = await startRealServer(binary, { keys });
  return { kind, version, key: server.key ?? key, origin: server.origin, close: () => server.close() };
}

export async function createRepository(
  { origin, key }: TestServer,
  fullName: string,
): Promise<TestRepository> {
  const [namespace, name] = fullName.split('/');
  const response = await fetch(`${origin}/api/repos`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ namespace, name }),
  });
  await successOf(response, 'POST /api/repos');
  return new TestRepository(origin, fullName, key);
}
