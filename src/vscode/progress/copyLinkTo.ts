import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { repositoryText } from '../../core/oxen/address';
import { cloneAddress, type Linked, pageOf } from '../../core/oxen/link';
import type { KnownTarget } from '../../core/upload/target/knownTarget';
import type { Prompts } from '../prompts';

/** Of a place on the hub its page; of all else, which has none, what *oxen clone* takes, and that is said. */
export async function copyLinkTo(linked: Linked, prompts: Pick<Prompts, 'inform'>): Promise<void> {
  const page = linked.at && pageOf(linked);
  await vscode.env.clipboard.writeText(page ?? cloneAddress(linked));
  if (page === undefined) prompts.inform(copiedText(linked));
}

/** The directory that an upload went to. */
export function linkedIn({ origin, repository, branch, directory }: KnownTarget): Linked {
  return { origin, repository, at: { kind: 'dir', branch, path: directory } };
}

function copiedText({ repository, at }: Linked): string {
  const name = repositoryText(repository);
  if (at === undefined) return t('Copied the address of {0}, as “oxen clone” takes it.', name);
  const { branch, path } = at;
  return path === ''
    ? t('Copied the address of {0}, as “oxen clone” takes it; the branch is {1}.', name, branch)
    : t('Copied the address of {0}, as “oxen clone” takes it; {1} is on the branch {2}.', name, path, branch);
}
