import assert from 'node:assert/strict';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEvent, uploadArguments } from '../../contract/support/headless';
import { Proxy } from '../../contract/support/proxy';
import { createRepository } from '../../contract/support/servers';
import { seededBytes } from '../../contract/support/seededTree';
import { commitFiles } from '../../contract/support/someoneElse';
import { writeFiles } from '../../unit/tempFolder';
import { branchOf, withTree } from '../branch';
import { assertAllOrNothing } from '../course';
import type { FaultyServer } from '../servers';
import { KEY, LARGE_FILE_BYTES, type Lie, type Limits, USUAL_LIMITS } from './lie';
import { observe, type Observed } from './observe';
import { assertHarmless } from './printed';

const BASE = { 'd/changed.txt': 'before', 'd/same.txt': 'the same', 'kept.txt': 'nobody touches it' };
/** As little as passes all places of an upload: one file changed, one the same, two equal, one empty. */
const TREE = {
  'd/changed.txt': 'after',
  'd/same.txt': 'the same',
  'd/sub/new.txt': 'new',
  'd/copy.txt': 'new',
  'd/empty': '',
};

let repositories = 0;

/**
 * Uploads a few files past somebody who lies. Whatever is said, the branch holds all of them or nothing, the run says
 * which, and it ends: without taking more time, memory or requests than it may, and without words that do harm.
 */
export async function play(lie: Lie, server: FaultyServer): Promise<void> {
  const repository = await createRepository(server, `lies/repository-${++repositories}`);
  await commitFiles(repository, BASE);
  const scratch = await realpath(await mkdtemp(join(tmpdir(), 'oxen-lie-')));
  const proxy = await Proxy.start(server.origin);
  try {
    const large = lie.hasLargeFile && { 'd/large.bin': seededBytes(5, LARGE_FILE_BYTES) };
    const files = Object.entries({ ...TREE, ...large });
    await writeFiles(Object.fromEntries(files.map(([path, content]) => [join(scratch, path), content])));
    const before = await branchOf(repository);
    const branches = await repository.branches();
    const planned = await withTree(before.contents, join(scratch, 'd'));
    const taken = lie.tell(proxy);
    const limits: Limits = { ...USUAL_LIMITS, ...lie.limits };
    const key = server.version === '0.50.7' ? server.key : (lie.key ?? KEY);

    const observed = await observe({
      args: argumentsFor(lie, repository.by(proxy.origin), scratch),
      state: join(scratch, 'state'),
      requests: () => proxy.seen.length,
      ...{ key, limits },
    });

    const { code, exceeded } = observed;
    const told = `${observed.stdout}${observed.stderr}`.slice(-3000);
    const last = `the last of ${proxy.seen.length} requests was ${proxy.seen.at(-1) ?? ''}`;
    assert(exceeded === undefined, `${exceeded ?? ''}; ${last}; ${told}`);
    assert(taken.times > 0, `nobody was lied to: ${told}\n${proxy.seen.join('\n')}`);
    assertHarmless(observed, key);
    assert(code === 0 || code === 1, `exit code ${code}: ${told}`);
    assert.deepEqual(await repository.branches(), branches, 'other branches are there now');
    const after = await branchOf(repository);
    const isComplete = assertAllOrNothing(before, after, planned);
    if (code === 0) assert(isComplete, `success was told, and the branch holds nothing of it: ${told}`);
    if (lie.output === undefined) assertDone(observed, isComplete ? after.commits[0] : undefined);
    if (lie.ends !== undefined)
      assert.equal(code, lie.ends === 'well' ? 0 : 1, `it was to end ${lie.ends}: ${told}`);
    if (lie.says !== undefined) assert.match(told, lie.says);
  } finally {
    await rm(scratch, { recursive: true, force: true });
    await repository.delete();
    await proxy.close();
  }
}

function argumentsFor(
  { output, engine = 'auto' }: Lie,
  to: Parameters<typeof uploadArguments>[0]['to'],
  scratch: string,
): readonly string[] {
  const args = uploadArguments({ to, engine, paths: [join(scratch, 'd')] });
  return output === 'text' ? args.filter((arg) => arg !== '--json') : args;
}

/** The last line says how it ended, as scripts rely on. */
function assertDone({ code, stdout }: Observed, commit: string | undefined): void {
  const events = stdout.trimEnd().split('\n').map(parseEvent);
  const done = events.at(-1);
  assert.equal(done?.type, 'done', `the run ended without “done”: ${stdout}`);
  assert.equal(events.filter(({ type }) => type === 'done').length, 1);
  const named = done['commit'];
  // A run that cannot find its own commit finds that all is there.
  if (code === 0 && done['result'] === 'nothing to do') assert.equal(done['verified'], true);
  else if (code === 0) assert.equal(named, commit, 'another commit is named than the branch has');
  // One that the server says it has made, and that nobody can find, may be named: as not verified.
  else if (named !== null && named !== commit)
    assert.equal(done['verified'], false, `a commit is named that is not there: ${stdout}`);
}
