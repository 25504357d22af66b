import * as v from 'valibot';
import {
  type Origin,
  parseOrigin,
  parseRepository,
  type RepositoryName,
  repositoryText,
} from '../../oxen/address';
import { type BranchName, parseBranch } from '../../oxen/branchName';
import { isRefusal, repoDirectory, type RepoDirectory } from '../../repoPath';

/** Where an upload goes, as it is chosen and remembered: names only. */
export interface KnownTarget {
  readonly origin: Origin;
  readonly repository: RepositoryName;
  readonly branch: BranchName;
  readonly directory: RepoDirectory;
}

/** `ox/cats · main`, and the directory when it is not the root. */
export function targetText({ repository, branch, directory }: KnownTarget): string {
  return [repositoryText(repository), branch, directory].filter((part) => part !== '').join(' · ');
}

export function isSameTarget(one: KnownTarget, other: KnownTarget): boolean {
  return one.origin === other.origin && targetText(one) === targetText(other);
}

const Saved = v.object({
  origin: v.string(),
  repository: v.string(),
  branch: v.string(),
  directory: v.string(),
});

/** The plain value that a memento keeps. */
export function savedTarget({
  origin,
  repository,
  branch,
  directory,
}: KnownTarget): v.InferOutput<typeof Saved> {
  return { origin, repository: repositoryText(repository), branch, directory };
}

/** The target in what a memento kept; `undefined` for anything that is none. */
export function targetIn(value: unknown): KnownTarget | undefined {
  const { success, output } = v.safeParse(Saved, value);
  if (!success) return undefined;
  const directory = repoDirectory(output.directory);
  if (isRefusal(directory)) return undefined;
  try {
    return {
      origin: parseOrigin(output.origin),
      repository: parseRepository(output.repository).repository,
      branch: parseBranch(output.branch),
      directory,
    };
  } catch {
    return undefined;
  }
}
