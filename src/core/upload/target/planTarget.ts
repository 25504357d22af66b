import { t } from '@vscode/l10n';
import { repositoryText } from '../../oxen/address';
import { type BranchName, MAIN } from '../../oxen/branchName';
import { type Branch, createBranch } from '../../oxen/branches';
import { createRepository } from '../../oxen/repositories';
import { UserError } from '../../userError';
import { withGrace } from '../../withGrace';
import {
  findTarget,
  type FoundTarget,
  hiddenFrom,
  lookAgain,
  namesText,
  type TargetRequest,
} from './findTarget';
import { type BranchNow, nowIn, type Target } from './target';

/** A target that need not exist yet. Where its branch is missing, `target` and `base` are those of the branch it would start from. */
export interface PlannedTarget extends BranchNow {
  readonly missing: Missing | undefined;
}

export interface Missing {
  /** What would be made, as a sentence. */
  readonly text: string;
  /** Makes it: only once it is certain that there is something to put there. */
  make(signal: AbortSignal): Promise<MadeTarget>;
}

/** Makes what is missing, when it is asked for. */
export type Make = (signal: AbortSignal) => Promise<MadeTarget>;

export interface MadeTarget {
  readonly target: Target;
  /** It is a repository, nobody had it before, and this process has made it: one that stays empty is ours to delete. */
  readonly isNewRepository: boolean;
}

/**
 * The target as it will be: the repository may be missing, and the branch, which then begins from `main`, else from
 * the only one. Makes nothing yet.
 *
 * A key that may upload to a repository need not be one that may make it, so it is looked for first.
 */
export async function planTarget(request: TargetRequest, signal: AbortSignal): Promise<PlannedTarget> {
  return planFound(await findTarget(request, signal), request);
}

function planFound(found: FoundTarget, request: TargetRequest): PlannedTarget {
  const { target, missing, branches } = found;
  switch (missing) {
    case undefined:
      return { ...nowIn(target, found), missing };
    case 'repository': {
      const text = t('The repository {0} will be created.', repositoryText(request.repository));
      return {
        ...nowIn(target, found),
        missing: { text, make: (signal) => makeRepository(target, request, signal) },
      };
    }
    case 'branch': {
      const start = startOf(target.branch, branches);
      const make = async (signal: AbortSignal) => {
        await createBranch(target.repository, target.branch, start, signal);
        return { target, isNewRepository: false };
      };
      const text = t('The branch {0} will be created from {1}.', target.branch, start);
      return { ...nowIn({ ...target, branch: start }, found), missing: { text, make } };
    }
  }
}

async function makeRepository(
  target: Target,
  request: TargetRequest,
  signal: AbortSignal,
): Promise<MadeTarget> {
  // Cut off, nobody knows whether it is there, and whose it is.
  const made = await createRepository(target.repository, withGrace(signal));
  if (made !== undefined) return { target: { ...target, ...made }, isNewRepository: true };
  const found = await lookAgain(request, target.features, signal);
  if (found.missing === 'repository') {
    throw new UserError(
      t(
        'The repository {0} already exists, but is {1}.',
        repositoryText(request.repository),
        hiddenFrom(request.server),
      ),
      { advice: t('Ask its owner for access, or choose another name.') },
    );
  }
  const { target: theirs, missing } = planFound(found, request);
  return missing === undefined ? { target: theirs, isNewRepository: false } : missing.make(signal);
}

function startOf(branch: BranchName, branches: readonly Branch[]): BranchName {
  const [first, ...others] = branches;
  const main = branches.find(({ name }) => name === MAIN);
  if (main !== undefined) return main.name;
  if (first !== undefined && others.length === 0) return first.name;
  throw new UserError(
    t(
      "Can't choose a starting point for the new branch {0}: there is no main branch, only {1}.",
      branch,
      namesText(branches),
    ),
    { advice: t('Create the branch first.') },
  );
}
