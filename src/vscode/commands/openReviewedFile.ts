import * as vscode from 'vscode';
import { uriParts } from '../remoteFiles/location';
import { shownText } from '../shownText';
import type { Services } from '../services';
import { FileNode } from '../views/review/reviewNodes';
import type { Command } from './command';

/** A click on a file of a review: beside what it replaces on the branch, where it does. In no menu. */
export const openReviewedFile: Command = {
  id: 'oxen.review.open',
  run: (services, row) => open(services, row),
};

/** *Compare with Branch*: the same, from the menu of a row. */
export const compareReviewedFile: Command = {
  id: 'oxen.review.compare',
  run: (services, row) => open(services, row),
};

/** One after the other is looked at: the rows keep the focus. */
const BESIDE_THE_ROWS: vscode.TextDocumentShowOptions = { preview: true, preserveFocus: true };

async function open({ reviews }: Services, row: unknown): Promise<void> {
  const { current } = reviews;
  if (!(row instanceof FileNode) || current === undefined) return;
  const { path, source } = row.file;
  const local = vscode.Uri.file(source);
  const remote = remoteOf(row, current);
  if (remote === undefined) await vscode.commands.executeCommand('vscode.open', local, BESIDE_THE_ROWS);
  else {
    const { branch } = current.upload.order.target;
    const name = path.slice(path.lastIndexOf('/') + 1);
    await vscode.commands.executeCommand(
      'vscode.diff',
      remote,
      local,
      shownText(`${name} (${branch}) ↔ ${vscode.workspace.asRelativePath(local)}`),
      BESIDE_THE_ROWS,
    );
  }
}

function remoteOf(
  { file }: FileNode,
  { files, upload }: NonNullable<Services['reviews']['current']>,
): vscode.Uri | undefined {
  const base = files?.found.base;
  if (file.standing === 'new' || base === undefined) return undefined;
  const { origin, repository } = upload.order.target;
  return vscode.Uri.from(uriParts({ origin, repository, commit: base, path: file.path }));
}
