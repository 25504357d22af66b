import type { Preparation } from '../core/upload/plan/prepare';
import { secretsBeyond } from '../core/upload/plan/secrets';
import { UserError } from '../core/userError';
import type { Arguments } from './arguments';
import type { Printer } from './printer';

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
    secrets.length === 1 ? '1 file looks like a secret' : `${secrets.length} files look like secrets`;
  printer.showError(
    new UserError(`${words}, so nothing was sent.`, {
      advice: 'Leave out what is secret, for example with .oxenignore, or upload it with --allow-secrets.',
    }),
  );
  return false;
}
