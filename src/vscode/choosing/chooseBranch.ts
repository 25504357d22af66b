import { t } from '@vscode/l10n';
import { repositoryText } from '../../core/oxen/address';
import { type BranchName, parseBranch, MAIN, mainFirst } from '../../core/oxen/branchName';
import { createBranch, listBranches } from '../../core/oxen/branches';
import type { Repository } from '../../core/oxen/http/client';
import { BACK, type Back, type Stepped } from '../prompts/stepped';
import type { Services } from '../services';
import type { Targets } from '../targets';
import { type Answer, askThen } from './askThen';
import { requireNewBranch } from './requireNewBranch';

/** The protocol knows no default branch (docs/protocol/repositories.md#default-branch). */

/** A branch that is there, or a new one. In an empty repository the first commit makes it. */
export async function chooseBranch(
  { prompts, targets }: Services,
  repository: Repository,
  stepped: Stepped<Back> = {},
): Promise<Answer<BranchName>> {
  const name = repositoryText(repository.name);
  const title = t('Choose Upload Target: {0}', name);
  const listed = await prompts.busy(t('Looking up the branches of {0}', name), (signal) =>
    listBranches(repository, signal),
  );
  const branches = listed.map((branch) => parseBranch(branch.name)).sort(mainFirst);
  if (branches.length === 0) {
    const prompt = t('The repository is empty: the first upload creates this branch');
    return prompts.askText<BranchName | Back>({ title, prompt, value: MAIN, read: parseBranch, ...stepped });
  }

  const current = currentBranch(targets, repository);
  const isNew = 'new branch'; // no branch has a space in its name
  const choose = () =>
    prompts.pick<BranchName | typeof isNew | Back>({
      title,
      placeholder: t('Which branch?'),
      choices: [
        ...branches.map((branch) => ({
          icon: 'git-branch',
          label: branch,
          ...(branch === current && { description: t('current target') }),
          value: branch,
        })),
        { icon: 'add', label: t('New Branch…'), value: isNew },
      ],
      ...stepped,
    });
  return askThen(choose, async (chosen) =>
    chosen === isNew ? makeBranch({ prompts }, repository, branches, { ...stepped, back: BACK }) : chosen,
  );
}

/** The branch of this workspace's target, if that is in the repository. */
function currentBranch({ current }: Targets, { server, name }: Repository): BranchName | undefined {
  const isHere =
    current?.origin === server.origin && repositoryText(current.repository) === repositoryText(name);
  return isHere ? current.branch : undefined;
}

/** Asks for a new branch, and makes it; of several, where it begins. */
export async function makeBranch(
  { prompts }: Pick<Services, 'prompts'>,
  repository: Repository,
  branches: readonly BranchName[],
  stepped: Stepped<Back> = {},
): Promise<Answer<BranchName>> {
  const title = t('New branch in {0}', repositoryText(repository.name));
  const make = (from: BranchName, before: Stepped<Back>) =>
    prompts.askText<BranchName | Back>({
      title,
      prompt: t('New branch name (created from {0})', from),
      read: async (text, signal) => {
        const branch = parseBranch(text);
        await requireNewBranch(repository, branch, signal);
        await createBranch(repository, branch, from, signal);
        return branch;
      },
      ...before,
    });
  const [only, ...others] = branches;
  if (others.length === 0) return only && make(only, stepped);
  const choose = () =>
    prompts.pick<BranchName | Back>({
      title,
      placeholder: t('Create it from which branch?'),
      choices: branches.map((branch) => ({ icon: 'git-branch', label: branch, value: branch })),
      ...stepped,
    });
  return askThen(choose, (from) => make(from, { ...stepped, back: BACK }));
}
