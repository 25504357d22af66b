import { localPaths } from '../resources';
import { chosen } from '../views/chosen';
import { BranchNode, DirectoryNode } from '../views/nodes';
import { targetAt } from '../views/targetAt';
import type { Command } from './command';

/** *Upload Here…*: asks for files or folders, and uploads them to this branch or directory. */
export const uploadHere: Command = {
  id: 'oxen.upload.here',
  async run({ prompts, uploads }, row) {
    const target = targetAt(chosen<BranchNode | DirectoryNode>(row, BranchNode, DirectoryNode));
    const resources = await prompts.pickResources();
    if (resources === undefined) return;

    await uploads.start(localPaths(resources), target, 'by name');
  },
};
