import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { homeFolder } from '../../core/config/homeFolder';
import { findIdentity, type Identity } from '../../core/config/identity';
import type { CommitText } from '../../core/oxen/merge';
import { bytesOf, filesToSend, type Preparation } from '../../core/upload/plan/preparation';
import { UserError } from '../../core/userError';
import { targetText } from '../../core/upload/plan/knownTarget';
import { errorText } from '../progress/closingWords';
import { destinationText } from '../progress/destinationText';
import { clashText, countOf, listOf, namesOf } from '../progress/words';
import type { Prompts } from '../prompts';
import type { Settings } from '../settings';
import type { Upload } from './upload';
import type { UploadServices } from './uploadServices';

/**
 * Everything that has to be settled between the comparison and the first byte.
 *
 * @returns what the commit is to say, `undefined` when the user does not want to go on
 */
export async function askBeforeSending(
  preparation: Preparation,
  upload: Upload,
  services: UploadServices,
): Promise<CommitText | undefined> {
  const { prompts } = services;
  if (!(await isThere(upload, prompts))) return undefined;
  if (!(await mayLeaveOut(preparation, prompts))) return undefined;
  if (!(await mayReplace(preparation, upload, prompts))) return undefined;
  const message = await askMessage(preparation, upload, prompts);
  if (message === undefined) return undefined;
  const author = await authorOf(upload, services);
  return author && { message, author: author.name, email: author.email };
}

/** A box that opens long after the click would swallow what is being typed just then. */
export async function isThere({ order, hasAttention, signal }: Upload, prompts: Prompts): Promise<boolean> {
  if (hasAttention) return true;
  return prompts.offer(t('The upload to {0} is ready.', targetText(order.target)), 'Continue', signal);
}

async function mayLeaveOut({ refused }: Preparation, prompts: Prompts): Promise<boolean> {
  if (refused.length === 0) return true;
  return prompts.confirm({
    message: t('{0} cannot be uploaded.', countOf(refused.length, 'file')),
    detail: listOf(refused.map(({ path, reason }) => `${vscode.workspace.asRelativePath(path)}: ${reason}`)),
    yes: t('Skip Them'),
  });
}

async function mayReplace(preparation: Preparation, { order }: Upload, prompts: Prompts): Promise<boolean> {
  const { target, warnings } = preparation;
  const replaced = filesToSend(preparation)
    .filter(({ replaces }) => replaces !== undefined)
    .map(({ path }) => path);
  if (replaced.length === 0) return true;
  return prompts.confirm({
    message: t(
      '{0} on {1} will be replaced.',
      countOf(replaced.length, 'file'),
      targetText({ ...order.target, branch: target.branch }),
    ),
    detail: [...listOf(replaced), ...clashText(warnings).flatMap((line) => ['', line])],
    yes: t('Upload'),
  });
}

async function askMessage(preparation: Preparation, { order, signal }: Upload, prompts: Prompts) {
  const files = filesToSend(preparation);
  return prompts.askText({
    title: destinationText(order.target, {
      paths: files.map(({ path }) => path),
      bytes: bytesOf(files),
    }),
    prompt: [t('Commit message'), ...clashText(preparation.warnings)].join('. '),
    value: t('Upload {0}', namesOf(order.selection)),
    signal,
    read: (text) => filled(text, t('A commit needs a message.')),
  });
}

/** From settings, else what is known of the user; asked when that is not enough, and then kept in the settings. */
async function authorOf({ order, signal }: Upload, { accounts, prompts, settings }: UploadServices) {
  const [first = ''] = order.selection;
  const set = settings.author(vscode.Uri.file(first));
  if (isWhole(set)) return set;
  // Git is not asked in a folder that nobody trusts.
  const place = vscode.workspace.isTrusted ? first : homeFolder();
  const found = await findIdentity({ key: await accounts.key(order.target.origin), place, known: set });
  if (found !== undefined) return found;

  const title = t('Commit author');
  const ask = (prompt: string, value = '') =>
    prompts.askText({
      title,
      prompt,
      value,
      signal,
      read: (text) => filled(text, t('A commit needs an author.')),
    });
  const name = await ask(t('Your name (saved in the settings)'), set.name);
  const email =
    name === undefined ? undefined : await ask(t('Your e-mail address (saved in the settings)'), set.email);
  if (name === undefined || email === undefined) return undefined;
  // It has been answered, so the upload resumes it, kept or not.
  await settings.setAuthor({ name, email }).catch((error: unknown) => prompts.warn(errorText(error)));
  return { name, email };
}

function isWhole(author: ReturnType<Settings['author']>): author is Identity {
  return author.name !== undefined && author.email !== undefined;
}

function filled(text: string, complaint: string): string {
  if (text.trim() === '') throw new UserError(complaint);
  return text.trim();
}
