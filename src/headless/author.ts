import { t } from '@vscode/l10n';
import { homeFolder } from '../core/config/homeFolder';
import { findIdentity } from '../core/config/identity';
import type { CommitText } from '../core/oxen/commitWorkspace';
import { UserError } from '../core/userError';
import type { Arguments } from './arguments';
import { currentFolder } from './currentFolder';

/** @throws UserError when nobody can be named as the commit's author */
export async function authorOf(
  { author, email }: Pick<Arguments, 'author' | 'email'>,
  key: string | undefined,
): Promise<Pick<CommitText, 'author' | 'email'>> {
  if (author !== undefined && email !== undefined) return { author, email };
  const place = currentFolder() ?? homeFolder(); // git knows its user in any folder
  const found = await findIdentity({ key, place, known: { name: author, email } });
  if (found !== undefined) return { author: found.name, email: found.email };
  if (author !== undefined) {
    throw new UserError(t('The e-mail address of {0} is unknown.', author), {
      advice: t('Add --email.'),
    });
  }
  if (email !== undefined) {
    throw new UserError(t('The name of the author with e-mail address {0} is unknown.', email), {
      advice: t('Add --author.'),
    });
  }
  throw new UserError(t('The commit author is unknown.'), { advice: t('Add --author and --email.') });
}
