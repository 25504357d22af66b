import { t } from '@vscode/l10n';
import { type KnownTarget, targetText } from '../../core/upload/target/knownTarget';
import { chooseTarget } from '../choosing/chooseTarget';
import type { Services } from '../services';
import { chosen } from './chosen';
import { BranchNode, DirectoryNode } from './nodes';
import { targetAt } from './targetAt';

/** The branch or directory that a command was called on, else one that is asked for. */
export async function targetFor(
  row: unknown,
  services: Services,
  title: string,
): Promise<KnownTarget | undefined> {
  if (row === undefined) return askForTarget(services, title);
  return targetAt(chosen<BranchNode | DirectoryNode>(row, BranchNode, DirectoryNode));
}

/** One that was used before, or another; when none was, straight to the choice of one. */
export async function askForTarget(services: Services, title: string): Promise<KnownTarget | undefined> {
  const { prompts, targets } = services;
  const { recent } = targets;
  if (recent.length === 0) return chooseTarget(services);

  const other = 'other';
  const chosen = await prompts.pick<KnownTarget | typeof other>({
    title,
    placeholder: t('Which branch or directory?'),
    choices: [
      ...recent.map((target) => ({
        icon: 'repo',
        label: targetText(target),
        description: target.origin,
        value: target,
      })),
      { icon: 'add', label: t('Another One…'), value: other },
    ],
  });
  return chosen === other ? chooseTarget(services) : chosen;
}
