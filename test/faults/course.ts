import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { Contents } from '../contract/support/contents';
import type { Outcome } from '../contract/support/headless';
import { type Branch, branchOf, commitsOf, over, without, withTree } from './branch';
import type { Scene } from './scene';
import { watchRawChunks } from './wire';

/** What goes wrong in the first run. */
export interface Upset {
  /** Whether it did: a cell whose fault never came proves nothing. */
  readonly struck: () => boolean;
  /** Ends what outlasts the first run. */
  readonly end?: () => Promise<void>;
}

export interface Course {
  readonly upset: (scene: Scene) => Upset | Promise<Upset>;
  /** Whether the first run has to get over it by itself; only where the design promises that. */
  readonly overcome?: boolean;
  /** What else has to hold when the first run is over. */
  readonly check?: (scene: Scene, first: Outcome) => Promise<void> | void;
  /** Further options of the first run. */
  readonly flags?: readonly string[];
  /** Of the planned paths, those that the first run is to leave out. */
  readonly leavesOut?: (scene: Scene) => readonly string[];
  /** Of the planned paths, those that are edited before the first run reads them, as they are then. */
  readonly edits?: (scene: Scene) => Promise<Contents>;
  /** Another build of the command for the first run. */
  readonly bundle?: string;
  /** Engine of the first run, where it is not the cell's. */
  readonly firstEngine?: string;
  /** Engine of the second run, where the first one's cannot get any further. */
  readonly nextEngine?: string;
  /** No engine can get any further: that is told, with what to do, and the branch stays as it is. */
  readonly isStuck?: true;
}

/**
 * How nearly every cell goes: an upload with a fault, after which the branch holds exactly the planned content, in one
 * new commit, or exactly what it held before; then a second one without the fault completes it.
 */
export async function play(
  scene: Scene,
  { upset, overcome = false, check, flags = [], bundle, firstEngine, nextEngine, isStuck, ...course }: Course,
): Promise<void> {
  const { repository, proxy, uploader, tree, engine } = scene;
  const { leavesOut = () => [], edits = () => Promise.resolve(new Map<string, string>()) } = course;
  const before = await branchOf(repository);
  const breaches = watchRawChunks(proxy);
  const { struck, end } = await upset(scene);
  const planned = over(without(await withTree(before.contents, tree), leavesOut(scene)), await edits(scene));

  const options = { flags, engine: firstEngine ?? engine.setting, ...(bundle !== undefined && { bundle }) };
  const first = await uploader.run(options).finally(end);
  const { wasKilled } = uploader;
  proxy.forget();

  assert(struck(), `the fault never struck: ${first.told}\n${proxy.seen.join('\n')}`);
  const middle = await branchOf(repository);
  const isComplete = assertAllOrNothing(before, middle, planned);
  if (!wasKilled) assertTruth(first, isComplete, middle.commits[0]);
  const mayGoOn = wasKilled || (!isComplete && first.stdout.includes('--resume to continue'));
  if (!mayGoOn) assert.deepEqual(await repository.workspaces(), [], `a workspace was left: ${first.stdout}`);
  if (overcome)
    assert.equal(first.code, 0, `it was to get over that by itself: ${first.told}\n${first.stdout}`);
  assert.deepEqual(breaches, [], breaches.join('; '));
  await check?.(scene, first);

  // The local files may be others by now.
  const goal = await withTree(before.contents, tree);
  const second = await uploader.again({ engine: nextEngine ?? engine.setting });
  assert.deepEqual(await repository.workspaces(), [], `a workspace was left: ${second.stdout}`);
  if (isStuck) {
    assert.deepEqual([second.code, await branchOf(repository)], [1, before], second.stdout);
    assert.match(second.told, /ask the server’s administrator to delete the chunks of this file/);
    return;
  }
  assert.equal(second.code, 0, `the second run: ${second.stdout}`);
  if (isComplete && isDeepStrictEqual(goal, planned)) {
    assert.deepEqual(await commitsOf(repository), middle.commits, 'there was nothing left to commit');
  } else {
    const isThere = assertAllOrNothing(middle, await branchOf(repository), goal);
    assert.ok(isThere, 'the second run says that it is done, and nothing is on the branch');
  }
}

/** @returns whether the upload is on the branch */
export function assertAllOrNothing(before: Branch, after: Branch, planned: Contents): boolean {
  if (after.commits.length === before.commits.length) {
    assert.deepEqual(after, before, 'the branch has changed without a commit');
    return false;
  }
  assert.deepEqual(after.commits.slice(1), before.commits, 'exactly one commit is new');
  assert.deepEqual(after.contents, planned, 'the commit holds something else than was planned');
  return true;
}

/** What the run said of its end is so. */
function assertTruth({ code, done, stdout }: Outcome, isComplete: boolean, head: string | undefined): void {
  assert.ok(code === 0 || code === 1, `exit code ${code}: ${stdout}`);
  if (code === 0) assert.ok(isComplete, `success was told, and the branch holds nothing of it: ${stdout}`);
  assert.equal(done.commit, isComplete ? head : null, `“done” names another commit: ${stdout}`);
}
