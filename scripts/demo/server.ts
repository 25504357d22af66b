/** The demo's Oxen server and its repository, which asks for no key. */
import { UserError } from '../../src/core/userError';
import { realBinary, startRealServer } from '../../test/contract/support/realServer';
import { successOf, TestRepository } from '../../test/contract/support/repository';
import { commitFiles, type Files } from '../../test/contract/support/someoneElse';
import { startOxenServer } from '../../test/oxen-server';

/** The server takes any. */
const NO_KEY = 'none';

/** @throws UserError when it has not been built */
export function requireBinary(version: string): string {
  const binary = realBinary(version);
  if (binary !== undefined) return binary;
  throw new UserError(`There is no oxen-server ${version} on this machine.`, {
    advice: `To build it, which takes about an hour: npm run oxen-server -- ${version}`,
  });
}

/** Starts a server, the small one unless the binary of a real one is given. It ends with the process. */
export async function startOxen(binary: string | undefined): Promise<string> {
  const server =
    binary === undefined ? await startOxenServer() : await startRealServer(binary, { keys: false });
  return server.origin;
}

/** A repository (`namespace/name`) with a first commit of these files, so that it has a branch. */
export async function makeRepository(
  origin: string,
  fullName: string,
  files: Files,
): Promise<TestRepository> {
  const [namespace, name] = fullName.split('/');
  const created = await fetch(`${origin}/api/repos`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ namespace, name }),
  });
  await successOf(created, 'POST /api/repos');
  const repository = new TestRepository(origin, fullName, NO_KEY);
  await commitFiles(repository, files);
  return repository;
}
