import { t } from '@vscode/l10n';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { branchHead } from '../../core/oxen/branches';
import { errorText } from '../progress/closingWords';
import { uriParts } from '../remoteFiles/location';
import { shownText } from '../shownText';
import type { Upload } from './upload';
import type { UploadServices } from './uploadServices';

/** There may be very many; a list of more could not be looked through. */
const MOST_LISTED = 1000;

/**
 * *Compare…*: what somebody else has put on the branch on the left, the local file on the right; of several files, one
 * that is asked for. Whether it is shown.
 */
export async function compareConflict(
  paths: readonly string[],
  upload: Upload,
  { accounts, prompts }: Pick<UploadServices, 'accounts' | 'prompts'>,
): Promise<boolean> {
  const path =
    paths.length === 1
      ? paths[0]
      : await prompts.pick({
          title: t('Compare'),
          placeholder:
            paths.length > MOST_LISTED
              ? t(
                  'Which file? The first {0} of {1} are listed.',
                  MOST_LISTED.toLocaleString('en'),
                  paths.length.toLocaleString('en'),
                )
              : t('Which file?'),
          choices: paths.slice(0, MOST_LISTED).map((value) => ({ icon: 'diff', label: value, value })),
          signal: upload.signal,
        });
  const source = path === undefined ? undefined : upload.files.sourceOf(path);
  if (path === undefined || source === undefined) return false;

  try {
    return await showDiff({ path, source }, upload, accounts);
  } catch (error) {
    if (upload.signal.aborted) return false;
    prompts.showError(errorText(error)); // the question stays
    return false;
  }
}

async function showDiff(
  { path, source }: { readonly path: string; readonly source: string },
  upload: Upload,
  accounts: UploadServices['accounts'],
): Promise<boolean> {
  const { origin, repository, branch } = upload.target;
  const server = await accounts.server(origin);
  const commit = await branchHead(server.repository(repository), branch, upload.signal);
  if (commit === undefined) return false;
  const theirs = vscode.Uri.from(uriParts({ origin, repository, commit, path }));
  const title = t('{0} ({1}, changed by someone else) ↔ {2}', basename(path), branch, basename(source));
  await vscode.commands.executeCommand('vscode.diff', theirs, vscode.Uri.file(source), shownText(title));
  return true;
}
