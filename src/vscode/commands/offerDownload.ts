import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { sizeText } from '../progress/words';
import { OPENED_BYTES } from '../remoteFiles/openLimit';
import { chosen } from '../views/chosen';
import { FileNode } from '../views/nodes';
import type { Command } from './command';
import { downloadFile } from './downloadFile';

/** A click on a file that is too large for an editor. In no menu. */
export const offerDownload: Command = {
  id: 'oxen.file.offerDownload',
  run({ prompts }, row) {
    const node = chosen(row, FileNode);
    const { filename, size } = node.listed.entry;
    const run = () => vscode.commands.executeCommand(downloadFile.id, node);
    prompts.inform(
      t('{0} is {1}, too large to open here (limit {2}).', filename, sizeText(size), sizeText(OPENED_BYTES)),
      [{ label: t('Download to…'), run }],
    );
  },
};
