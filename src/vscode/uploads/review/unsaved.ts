import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { UserError } from '../../../core/userError';
import { isAtOrBelow } from '../../../core/files/isAtOrBelow';
import { resourceOfTab } from '../../resources';
import type { ReviewedFiles } from './reviewedFiles';

/** Files of the selection that an editor shows with unsaved changes. */
export function unsavedIn(selection: readonly string[]): readonly vscode.Uri[] {
  return unsavedResources().filter(({ fsPath }) => selection.some((path) => isAtOrBelow(fsPath, path)));
}

/** Of those, the editors whose files go: neither unticked nor left out by a rule. */
export function unsavedOf(files: ReviewedFiles): readonly vscode.Uri[] {
  return unsavedResources().filter(({ fsPath }) => files.isTickedAt(fsPath));
}

/** Only saved content is uploaded. @throws UserError when one cannot be saved */
export async function saveEditors(resources: readonly vscode.Uri[]): Promise<void> {
  for (const resource of resources) await save(resource);
}

async function save(resource: vscode.Uri): Promise<void> {
  if ((await vscode.workspace.save(resource)) !== undefined) return;
  throw new UserError(
    t('{0} could not be saved. Nothing was uploaded.', vscode.workspace.asRelativePath(resource)),
    { advice: t('Save it, then upload again.') },
  );
}

/** Of texts, notebooks and custom editors alike; what is unsaved always has a tab. */
function unsavedResources(): vscode.Uri[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const resources = tabs.filter((tab) => tab.isDirty).flatMap(({ input }) => resourceOfTab(input) ?? []);
  return resources.filter(
    ({ scheme, fsPath }, index) =>
      scheme === 'file' && resources.findIndex((other) => other.fsPath === fsPath) === index,
  );
}
