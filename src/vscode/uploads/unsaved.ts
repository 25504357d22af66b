import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { UserError } from '../../core/userError';
import { isAtOrBelow } from '../isAtOrBelow';
import type { Prompts } from '../prompts';

/**
 * Offers to save the editors of what is about to be uploaded.
 *
 * @returns whether the disk holds what the editors show
 */
export async function saveEditors(selection: readonly string[], prompts: Prompts): Promise<boolean> {
  const unsaved = unsavedResources().filter(({ fsPath }) =>
    selection.some((path) => isAtOrBelow(fsPath, path)),
  );
  const [first] = unsaved;
  if (first === undefined) return true;

  const yes = await prompts.confirm({
    message:
      unsaved.length === 1
        ? t('{0} has unsaved changes.', vscode.workspace.asRelativePath(first))
        : t('{0} of the selected files have unsaved changes.', unsaved.length),
    detail: [t('Only saved content is uploaded.')],
    yes: t('Save and Upload'),
  });
  if (!yes) return false;

  for (const resource of unsaved) await save(resource);
  return true;
}

async function save(resource: vscode.Uri): Promise<void> {
  if ((await vscode.workspace.save(resource)) !== undefined) return;
  throw new UserError(
    t('{0} could not be saved. Nothing was uploaded.', vscode.workspace.asRelativePath(resource)),
    {
      advice: t('Save it, then upload again.'),
    },
  );
}

/** Of texts, notebooks and custom editors alike; what is unsaved always has a tab. */
function unsavedResources(): vscode.Uri[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const resources = tabs.filter((tab) => tab.isDirty).flatMap(({ input }) => resourceOf(input) ?? []);
  return resources.filter(
    ({ scheme, fsPath }, index) =>
      scheme === 'file' && resources.findIndex((other) => other.fsPath === fsPath) === index,
  );
}

function resourceOf(input: unknown): vscode.Uri | undefined {
  if (input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom) return input.uri;
  if (input instanceof vscode.TabInputNotebook) return input.uri;
  return input instanceof vscode.TabInputTextDiff ? input.modified : undefined;
}
