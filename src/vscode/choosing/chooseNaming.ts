import * as vscode from 'vscode';
import { joinRepoPath, type RepoDirectory } from '../../core/repoPath';
import type { Prompts } from '../prompts';

/** How the paths of an upload become those in the repository. */
export interface Naming {
  /** The workspace folder that paths are kept relative to; without one they are named like `cp -r` does. */
  readonly relativeTo: string | undefined;
}

/** Asked only where a folder is open; off at first. */
export async function chooseNaming(prompts: Prompts, directory: RepoDirectory): Promise<Naming | undefined> {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const plain: Naming = { relativeTo: undefined };
  if (folders.length === 0) return plain;
  return prompts.pick({
    title: 'Choose Upload Target: paths',
    placeholder: 'Where do files land in the directory?',
    choices: [
      {
        icon: 'files',
        label: 'By name alone',
        detail: 'A file under its name, a folder under its name with all that is in it',
        value: plain,
      },
      ...folders.map(({ name, uri }) => ({
        icon: 'list-tree',
        label: `Keep paths relative to ${name}`,
        detail: `${name}/a/b.txt becomes ${joinRepoPath(directory, 'a/b.txt')}`,
        value: { relativeTo: uri.fsPath },
      })),
    ],
  });
}
