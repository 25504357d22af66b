import { t } from '@vscode/l10n';
import type { Linked } from '../../core/oxen/link';
import { copyLinkTo, linkedIn } from '../progress/copyLinkTo';
import type { Services } from '../services';
import { chosen } from '../views/chosen';
import { BranchNode, DirectoryNode, FileNode, placeOf, RepositoryNode } from '../views/nodes';
import { askForTarget } from '../views/targetFor';
import type { Command } from './command';

type LinkedNode = RepositoryNode | BranchNode | DirectoryNode | FileNode;

/** *Copy Link*: to a row, or to a place that is asked for. */
export const copyLink: Command = {
  id: 'oxen.repositories.copyLink',
  async run(services, row) {
    const to = row === undefined ? await askFor(services) : linked(chosenNode(row));
    if (to !== undefined) await copyLinkTo(to, services.prompts);
  },
};

function chosenNode(row: unknown): LinkedNode {
  return chosen<LinkedNode>(row, RepositoryNode, BranchNode, DirectoryNode, FileNode);
}

async function askFor(services: Services): Promise<Linked | undefined> {
  const target = await askForTarget(services, t('Copy Link'));
  return target && linkedIn(target);
}

/** What a row stands for. */
export function linked(node: LinkedNode): Linked {
  if (node.kind === 'repository') return { origin: node.parent.origin, repository: node.name };
  const { origin, repository, branch, directory } = placeOf(node.kind === 'file' ? node.parent : node);
  if (node.kind !== 'file') return { origin, repository, at: { kind: 'dir', branch, path: directory } };
  return { origin, repository, at: { kind: 'file', branch, path: node.listed.path } };
}
