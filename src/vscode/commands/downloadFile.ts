import { t } from '@vscode/l10n';
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
      title: t('Download {0}', name),
      yes: t('Download'),
      folder: vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homeFolder() ?? '/'),
      name,
    });
    if (resource === undefined) return;
    const [to = ''] = localPaths([resource]);

    const repository = (await accounts.server(place.origin)).repository(place.repository);
    await prompts.withProgress(t('Downloading {0}', name), (signal, report) =>
      download({ repository, commit, path, hash: entry.hash, size: entry.size }, to, {
        signal,
        onBytes: (bytes) =>
          report(t('{0} of {1}', sizeText(bytes), sizeText(entry.size)), bytes / entry.size),
      }),
    );
    const run = () => vscode.commands.executeCommand('vscode.open', resource);
    prompts.inform(t('Downloaded {0} ({1}) to {2}.', name, sizeText(entry.size), to), [
      { label: t('Open'), run },
    ]);
  },
};
