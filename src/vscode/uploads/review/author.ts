import * as vscode from 'vscode';
import { homeFolder } from '../../../core/config/homeFolder';
import { findIdentity, type Identity } from '../../../core/config/identity';
import type { UploadOrder } from '../../../core/upload/upload';
import type { Accounts } from '../../accounts';
import type { Settings } from '../../settings';

/** Who a commit is by, as far as it is known. */
export type Author = { readonly [Part in keyof Identity]: string | undefined };

/** From settings, else what is known of the user. */
export async function findAuthor(
  { selection: [first = ''], target }: UploadOrder,
  { accounts, settings }: { readonly accounts: Accounts; readonly settings: Settings },
): Promise<Author> {
  const set = settings.author(vscode.Uri.file(first));
  if (isWhole(set)) return set;
  // Git is not asked in a folder that nobody trusts.
  const place = vscode.workspace.isTrusted ? first : homeFolder();
  return (await findIdentity({ key: await accounts.key(target.origin), place, known: set })) ?? set;
}

/** Whether it need not be asked for. */
export function isWhole(author: Author): author is Identity {
  return author.name !== undefined && author.email !== undefined;
}
