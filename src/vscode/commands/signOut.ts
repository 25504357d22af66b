import type { Origin } from '../../core/oxen/address';
import { ServerNode } from '../views/nodes';
import type { Services } from '../services';
import type { Command } from './command';

/** *Sign Out*: forgets a server and its key; the one whose row it was called on, or one that is asked for. */
export const signOut: Command = {
  id: 'oxen.server.disconnect',
  async run(services, row) {
    const { accounts, prompts } = services;
    const origin = row instanceof ServerNode ? row.origin : await chooseServer(services);
    if (origin === undefined) return;

    await accounts.remove(origin);
    prompts.inform(`Signed out of ${origin}: its key is deleted.`);
  },
};

async function chooseServer({ accounts, prompts }: Services): Promise<Origin | undefined> {
  const [only, ...others] = accounts.origins;
  if (only === undefined) {
    prompts.inform('You are connected to no server.');
    return undefined;
  }
  return prompts.pick({
    title: 'Sign Out',
    placeholder: 'Which server and key to forget?',
    choices: [only, ...others].map((origin) => ({ label: origin, value: origin })),
  });
}
