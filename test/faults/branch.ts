import { type Contents, contentsOf, sorted } from '../contract/support/contents';
import type { TestRepository } from '../contract/support/repository';

/** What a branch holds, every file of it read. */
export interface Branch {
  /** Newest first. */
  readonly commits: readonly string[];
  readonly contents: Contents;
}

export async function branchOf(repository: TestRepository): Promise<Branch> {
  return { commits: await commitsOf(repository), contents: await repository.contents() };
}

export async function commitsOf(repository: TestRepository): Promise<readonly string[]> {
  return (await repository.history()).map(({ id }) => id);
}

/** What it is to hold after `tree`, as it is now, was uploaded to its root. */
export async function withTree(before: Contents, tree: string): Promise<Contents> {
  return over(before, await contentsOf([tree]));
}

/** The second laid over the first. */
export function over(before: Contents, uploaded: Contents): Contents {
  return sorted([...new Map([...before, ...uploaded])]);
}

export function without(contents: Contents, paths: readonly string[]): Contents {
  return new Map([...contents].filter(([path]) => !paths.includes(path)));
}
