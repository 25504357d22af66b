import { t } from '@vscode/l10n';
import type { Origin } from '../../core/oxen/address';
import { BACK, type Back, type Stepped } from '../prompts/stepped';
import type { Services } from '../services';
import type { Answer } from './askThen';
import { connect } from './connect';

/** The only one that is known, else one of them, or one that is connected to. */
export async function chooseServer(services: Services, title: string): Promise<Origin | undefined> {
  const [only, ...others] = services.accounts.origins;
  if (only === undefined) return (await connect(services))?.origin;
  if (others.length === 0) return only;
  const chosen = await askServer(services, title);
  return chosen === BACK ? undefined : chosen;
}

/** One that is known, or another one. */
export async function askServer(
  services: Services,
  title: string,
  stepped: Stepped<Back> = {},
): Promise<Answer<Origin>> {
  const { accounts, prompts } = services;
  const other = 'other';
  const chosen = await prompts.pick<Origin | typeof other | Back>({
    title,
    placeholder: t('On which server?'),
    choices: [
      ...accounts.origins.map((origin) => ({ label: origin, value: origin })),
      { icon: 'add', label: t('Connect to Another Server…'), value: other },
    ],
    ...stepped,
  });
  return chosen === other ? (await connect(services))?.origin : chosen;
}
