import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { pageOf } from '../../core/oxen/link';
import type { KnownTarget } from '../../core/upload/target/knownTarget';
import type { Prompts } from '../prompts';
import type { Action } from '../prompts/messages';
import { copyLinkTo, linkedIn } from './copyLinkTo';

/** *Open on Oxen.ai*, where there is a page of it, else *Copy Link*. */
export function placeAction(target: KnownTarget, prompts: Pick<Prompts, 'inform'>): Action {
  const page = pageOfTarget(target);
  if (page === undefined) return { label: t('Copy Link'), run: () => copyLinkTo(linkedIn(target), prompts) };
  return { label: t('Open on Oxen.ai'), run: () => openPage(page) };
}

/** The page of the directory that was uploaded to; only the hub has pages. */
export function pageOfTarget(target: KnownTarget): string | undefined {
  return pageOf(linkedIn(target));
}

export async function openPage(page: string): Promise<void> {
  await vscode.env.openExternal(vscode.Uri.parse(page, true));
}
