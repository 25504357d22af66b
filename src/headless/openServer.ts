import { t } from '@vscode/l10n';
import { PlainHttpError } from '../core/oxen/errors';
import { OxenServer, type ServerOptions } from '../core/oxen/http/client';

/** The server of the arguments. @throws AuthError that names the option, where one would help */
export function openServer(options: ServerOptions): OxenServer {
  try {
    return new OxenServer(options);
  } catch (error) {
    if (!(error instanceof PlainHttpError)) throw error;
    throw new PlainHttpError(error.message, {
      advice: t('Use its HTTPS address, or --allow-http if you trust the network.'),
      cause: error,
    });
  }
}
