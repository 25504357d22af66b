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
  throw new UserError(`That repository is on ${origin}, not on ${server.origin}.`, {
    advice: `Connect to ${origin} and do it there.`,
  });
}
