import { t } from '@vscode/l10n';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { makePrivateFile, makePrivateFolder } from '../../../core/files/privateFiles';
import { UserError } from '../../../core/userError';
import { sizeText } from '../../progress/words';
import { localPaths } from '../../resources';
import { type DroppedFolders, undroppable } from './droppedFolders';
import { splitUriList } from './uriList';

/** What was dropped, as files and folders on this disk. */
export interface Dropped {
  readonly paths: readonly string[];
  /** Gives up what was written for it; an upload that can be resumed keeps it. */
  leave(): Promise<void>;
}

/** Largest file that is taken without a path, in bytes: it comes whole, through VS Code's own channel. */
const CARRIED_BYTES = 100e6;

/**
 * Takes what the Explorer or the desktop dropped. The Explorer, and the desktop of this machine, give paths; into a
 * remote window or a browser, the desktop gives the bytes of files: they are written into a folder of their own.
 *
 * @throws UserError for what cannot be taken
 */
export async function takeDropped(transfer: vscode.DataTransfer, folders: DroppedFolders): Promise<Dropped> {
  const list = splitUriList((await transfer.get('text/uri-list')?.asString()) ?? '');
  const resources = list.map((line) => vscode.Uri.parse(line));
  const files = [...transfer].flatMap(([, item]) => item.asFile() ?? []);
  if (files.length === 0 || (resources.length > 0 && resources.every(isLocal)))
    return inPlace(localPaths(resources));

  const named = files.flatMap(({ uri }) => uri ?? []);
  if (named.length === files.length && named.every(isLocal)) return inPlace(localPaths(named));
  return writeDown(files, folders);
}

function inPlace(paths: readonly string[]): Dropped {
  return { paths, leave: () => Promise.resolve() };
}

function isLocal({ scheme }: vscode.Uri): boolean {
  return scheme === 'file';
}

async function writeDown(
  files: readonly vscode.DataTransferFile[],
  folders: DroppedFolders,
): Promise<Dropped> {
  const folder = await folders.make();
  try {
    const paths: string[] = [];
    // One after the other: each is in memory as a whole.
    for (const [index, file] of files.entries())
      paths.push(await writeOne(file, join(folder.path, String(index))));
    return { paths, leave: () => folder.leave() };
  } catch (error) {
    await folder.leave();
    throw error;
  }
}

/** Each in a folder of its own: two of one name are told apart by the plan, which then refuses both. */
async function writeOne(file: vscode.DataTransferFile, folder: string): Promise<string> {
  const bytes = await bytesOf(file);
  if (bytes.byteLength > CARRIED_BYTES) {
    throw new UserError(
      t(
        '{0} has {1}; at most {2} can be dropped from the desktop into this window.',
        file.name,
        sizeText(bytes.byteLength),
        sizeText(CARRIED_BYTES),
      ),
      { advice: t('Copy it to the machine of this window, then drop it from the Explorer.') },
    );
  }
  const path = join(folder, basename(file.name));
  try {
    await makePrivateFolder(folder);
    await makePrivateFile(path, bytes);
    return path;
  } catch (cause) {
    throw undroppable(folder, cause);
  }
}

/** A folder has a name and nothing to read. */
async function bytesOf(file: vscode.DataTransferFile): Promise<Uint8Array> {
  try {
    return await file.data();
  } catch (cause) {
    throw new UserError(
      t(
        '{0} is a folder, or cannot be read. Only files can be dropped from the desktop into this window.',
        file.name,
      ),
      {
        advice: t('Copy it to the machine of this window, then drop it from the Explorer.'),
        cause,
      },
    );
  }
}
