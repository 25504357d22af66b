import { t } from '@vscode/l10n';
import type { Preparation } from '../core/upload/plan/preparation';
import { secretsBeyond } from '../core/upload/plan/secrets';
import { UserError } from '../core/userError';
import type { Arguments } from './arguments';
import type { Printer } from './terminal/printer';

/**
 * Whether nothing goes that looks like a secret, unless it may; what may not is told.
 *
 * @param agreed paths in the repository that the interrupted upload was allowed to send
 */
export function maySendSecrets(
  preparation: Preparation,
  { allowSecrets }: Arguments,
  printer: Printer,
  agreed: readonly string[] = [],
): boolean {
  const secrets = allowSecrets ? [] : secretsBeyond(preparation, agreed);
  if (secrets.length === 0) return true;
  for (const secret of secrets) printer.secret(secret);
  const words =
    secrets.length === 1 ? t('1 file looks like a secret') : t('{0} files look like secrets', secrets.length);
  printer.showError(
    new UserError(t('{0}. Nothing was sent.', words), {
      advice: t('Exclude secrets, for example with .oxenignore, or upload them with --allow-secrets.'),
    }),
  );
  return false;
}
