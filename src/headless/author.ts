import { findIdentity } from '../core/config/identity';
import type { CommitText } from '../core/oxen/merge';
import { UserError } from '../core/userError';
import type { Arguments } from './arguments';

/** @throws UserError when nobody can be named as the commit's author */
export async function authorOf(
  { author, email }: Pick<Arguments, 'author' | 'email'>,
  key: string | undefined,
): Promise<Pick<CommitText, 'author' | 'email'>> {
  if (author !== undefined && email !== undefined) return { author, email };
  const found = await findIdentity({ key, place: process.cwd(), known: { name: author, email } });
  if (found !== undefined) return { author: found.name, email: found.email };
  if (author !== undefined) {
    throw new UserError(`It is not known by which e-mail address ${author} commits.`, {
      advice: 'Give --email, too.',
    });
  }
  if (email !== undefined) {
    throw new UserError(`It is not known whose e-mail address ${email} is.`, {
      advice: 'Give --author, too.',
    });
  }
  throw new UserError('It is not known who the commit is by.', { advice: 'Give --author and --email.' });
}
