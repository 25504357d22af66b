import * as vscode from 'vscode';
import { OPENED_BYTES } from '../remoteFiles/openLimit';
import { uriParts } from '../remoteFiles/location';
import { chooseLocalFile } from '../choosing/chooseLocalFile';
import { shownText } from '../shownText';
import { chosen } from '../views/chosen';
import { FileNode, placeOf } from '../views/nodes';
import type { Command } from './command';
import { offerDownload } from './offerDownload';

/** *Compare with Local*: the file of the commit on the left, the one on disk on the right. */
export const compareWithLocal: Command = {
  id: 'oxen.file.compare',
  async run(services, row) {
    const node = chosen(row, FileNode);
    const { branch, commit, path, entry } = node.listed;
    if (entry.size > OPENED_BYTES) {
      await offerDownload.run(services, node);
      return;
    }
    const local = await chooseLocalFile(path, services);
    if (local === undefined) return;

    const remote = vscode.Uri.from(uriParts({ ...placeOf(branch), commit, path }));
    const title = `${entry.filename} (${branch.name} ${commit.slice(0, 7)}) ↔ ${vscode.workspace.asRelativePath(local)}`;
    await vscode.commands.executeCommand('vscode.diff', remote, local, shownText(title));
  },
};
