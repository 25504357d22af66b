import { t } from '@vscode/l10n';
import type { KnownTarget } from '../../core/upload/target/knownTarget';
import { chooseKnownTarget } from '../choosing/chooseKnownTarget';
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

/** One that was used before, or another. */
export function askForTarget(services: Services, title: string): Promise<KnownTarget | undefined> {
  return chooseKnownTarget(services, {
    title,
    placeholder: t('Which branch or directory?'),
    upTo: 'directory',
  });
}
