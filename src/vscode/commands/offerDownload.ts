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
      `${filename} has ${sizeText(size)}. Files above ${sizeText(OPENED_BYTES)} are not opened here, but can be downloaded.`,
      [{ label: 'Download to…', run }],
    );
  },
};
