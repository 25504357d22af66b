import { t } from '@vscode/l10n';
import { parseRepository } from '../../core/oxen/address';
import type { OxenServer, Repository } from '../../core/oxen/http/client';
import { UserError } from '../../core/userError';

/**
 * The repository that was typed or pasted where one of this server is asked for.
 *
 * @throws UserError when it is none, or an address on another server
 */
export function repositoryOn(server: OxenServer, text: string): Repository {
  const { origin = server.origin, repository } = parseRepository(text);
  if (origin === server.origin) return server.repository(repository);
  throw new UserError(t('That repository is on {0}, not on {1}.', origin, server.origin), {
    advice: t('Connect to {0} and do it there.', origin),
  });
}
