import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { contentsOf } from '../contract/support/contents';
import { branchOf, over, without } from './branch';
import type { Upset } from './course';
import type { Scene } from './scene';

/** What somebody else puts in a file's place. */
export const THEIRS = 'theirs';
/** Paths of ours, one that the branch does not have and one that it has otherwise, and one that is none of ours. */
export const ADDED = 'd/text.txt';
export const CHANGED = 'd/changed.txt';
export const ELSEWHERE = 'theirs.txt';

/** Each `--on-conflict`, and what then comes of ours. */
const DECISIONS = { fail: 'nothing', skip: 'the others', overwrite: 'all' } as const;
export const ANY_DECISION = ['fail', 'skip', 'overwrite'] as const;

export interface Race {
  /** Where theirs goes. */
  readonly path: string;
  readonly upset: Upset;
  readonly decision: keyof typeof DECISIONS;
  /** Of ours. */
  readonly comes?: 'nothing' | 'the others' | 'all';
}

/** Their commit stays in the history, and their file on the branch unless it was decided to overwrite it. */
export async function playRace(
  { repository, uploader, tree }: Scene,
  { path, upset, decision, comes = DECISIONS[decision] }: Race,
): Promise<void> {
  const before = await branchOf(repository);
  const ours = await contentsOf([tree]);

  const { code, told, stdout, done } = await uploader.run({ flags: ['--on-conflict', decision] });

  assert(upset.struck(), `nobody came in between: ${stdout}`);
  const made = comes === 'nothing' ? [] : [done.commit];
  assert.equal(code, comes === 'nothing' ? 1 : 0, stdout);
  if (comes === 'nothing') assert.ok(told.includes(`${path} was changed on this branch`), told);
  const after = await branchOf(repository);
  assert.deepEqual(after.commits.slice(0, made.length), made);
  assert.deepEqual(after.commits.slice(made.length + 1), before.commits, 'between ours and before, theirs');
  const theirs = over(before.contents, new Map([[path, sha256(THEIRS)]]));
  const brought = { nothing: new Map<string, string>(), 'the others': without(ours, [path]), all: ours };
  assert.deepEqual(after.contents, over(theirs, brought[comes]));
  assert.deepEqual(await repository.workspaces(), []);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
