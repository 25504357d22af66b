import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { repositoryText } from '../../core/oxen/address';
import { linkTo, pageOf } from '../../core/oxen/link';
import type { KnownTarget } from '../../core/upload/target/knownTarget';
import type { Prompts } from '../prompts';
import type { Action } from '../prompts/messages';

/** *Open on Oxen.ai*, where there is a page of it, else *Copy Link*. */
export function placeAction(target: KnownTarget, prompts: Pick<Prompts, 'inform'>): Action {
  const page = pageOfTarget(target);
  if (page === undefined) return { label: t('Copy Link'), run: () => copyLinkTo(target, prompts) };
  return { label: t('Open on Oxen.ai'), run: () => openPage(page) };
}

/** The page of the directory that was uploaded to; only the hub has pages. */
export function pageOfTarget({ origin, repository, branch, directory }: KnownTarget): string | undefined {
  return pageOf({ origin, repository, at: { kind: 'dir', branch, path: directory } });
}

export async function openPage(page: string): Promise<void> {
  await vscode.env.openExternal(vscode.Uri.parse(page, true));
}

/** Of the hub its page; elsewhere there is none, so what *oxen clone* takes, and that is said. */
export async function copyLinkTo(target: KnownTarget, prompts: Pick<Prompts, 'inform'>): Promise<void> {
  const page = pageOfTarget(target);
  const { origin, repository, branch } = target;
  await vscode.env.clipboard.writeText(page ?? linkTo({ origin, repository }));
  if (page !== undefined) return;
  const name = repositoryText(repository);
  prompts.inform(
    t('Copied the address of {0}, as “oxen clone” takes it; the upload is on the branch {1}.', name, branch),
  );
}
