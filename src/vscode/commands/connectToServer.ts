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
      return `Connected to ${origin}; it accepted your key.`;
    case 'unchecked':
      return `Connected to ${origin}. It answers with and without a key, so yours is stored but could not be checked.`;
    case 'none':
      return `Connected to ${origin}, without a key.`;
  }
}
