import { t } from '@vscode/l10n';
import { type KnownTarget, targetText } from '../../core/upload/target/knownTarget';
import { askThen } from '../choosing/askThen';
import { chooseTarget } from '../choosing/chooseTarget';
import { BACK } from '../prompts/stepped';
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
  const other = 'other';
  const ask = () =>
    prompts.pick<KnownTarget | typeof other>({
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
  const target =
    recent.length === 0
      ? await chooseTarget(services, { upTo: 'directory' })
      : await askThen(ask, (chosen) =>
          chosen === other
            ? chooseTarget(services, { upTo: 'directory', back: BACK })
            : Promise.resolve(chosen),
        );
  return target === BACK ? undefined : target;
}
