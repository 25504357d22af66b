import { t } from '@vscode/l10n';
import { targetText } from '../../core/upload/target/knownTarget';
import { chosen } from '../views/chosen';
import { BranchNode, DirectoryNode } from '../views/nodes';
import { targetAt } from '../views/targetAt';
import type { Command } from './command';

/** *Set as Upload Target* */
export const setUploadTarget: Command = {
  id: 'oxen.target.set',
  async run({ prompts, targets }, row) {
    const target = targetAt(chosen<BranchNode | DirectoryNode>(row, BranchNode, DirectoryNode));
    await targets.use(target);
    prompts.inform(t('Upload target: {0}.', targetText(target)));
  },
};
