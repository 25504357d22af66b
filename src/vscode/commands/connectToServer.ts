import { t } from '@vscode/l10n';
import { parseOrigin } from '../../core/oxen/address';
import { type Connection, connect } from '../choosing/connect';
import type { Command } from './command';

/** *Connect to a Server…*; with an origin as argument, to that one. */
export const connectToServer: Command = {
  id: 'oxen.server.connect',
  async run(services, given) {
    const connection = await connect(services, typeof given === 'string' ? parseOrigin(given) : undefined);
    if (connection !== undefined) services.prompts.inform(textOf(connection));
  },
};

function textOf({ origin, key }: Connection): string {
  switch (key) {
    case 'accepted':
      return t('Connected to {0} with your key.', origin);
    case 'unchecked':
      return t('Connected to {0}. The server does not check keys; yours was saved.', origin);
    case 'none':
      return t('Connected to {0} without a key.', origin);
  }
}
