import * as vscode from 'vscode';
import { homeFolder } from '../../core/config/homeFolder';
import { sizeText } from '../progress/words';
import { download } from '../remoteFiles/download';
import { localName } from '../remoteFiles/localName';
import { localPaths } from '../resources';
import { chosen } from '../views/chosen';
import { FileNode, placeOf } from '../views/nodes';
import type { Command } from './command';

/** *Download to…* */
export const downloadFile: Command = {
  id: 'oxen.file.download',
  async run({ accounts, prompts }, row) {
    const node = chosen(row, FileNode);
    const { commit, path, entry } = node.listed;
    const place = placeOf(node.listed.branch);
    const name = localName(entry.filename);
    const resource = await prompts.pickNewFile({
      title: `Download ${name}`,
      yes: 'Download',
      folder: vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homeFolder() ?? '/'),
      name,
    });
    if (resource === undefined) return;
    const [to = ''] = localPaths([resource]);

    const repository = (await accounts.server(place.origin)).repository(place.repository);
    await prompts.withProgress(`Downloading ${name}`, (signal, report) =>
      download({ repository, commit, path, hash: entry.hash, size: entry.size }, to, {
        signal,
        onBytes: (bytes) => report(`${sizeText(bytes)} of ${sizeText(entry.size)}`, bytes / entry.size),
      }),
    );
    const run = () => vscode.commands.executeCommand('vscode.open', resource);
    prompts.inform(`Downloaded ${name} (${sizeText(entry.size)}) to ${to}.`, [{ label: 'Open', run }]);
  },
};
