import { t } from '@vscode/l10n';
import { HUB, type Origin, parseOrigin } from '../../core/oxen/address';
import { AuthError } from '../../core/oxen/errors';
import type { Services } from '../services';
import { type KeyNeed, keyNeed, requireAccess } from './access';

const LOCAL = parseOrigin('http://localhost:3000');

export interface Connection {
  readonly origin: Origin;
  /** What is known of the key: a server that answers everybody has not checked it. */
  readonly key: 'accepted' | 'unchecked' | 'none';
}

/**
 * Connects to a server. Its key is tried before it is stored. None is asked for where a new server does without, unless
 * the server was given: who was refused something may well have a key.
 *
 * @param given the server; asked for without it
 * @returns `undefined` when the user gave up
 */
export async function connect(
  { accounts, prompts }: Pick<Services, 'accounts' | 'prompts'>,
  given?: Origin,
): Promise<Connection | undefined> {
  const origin = given ?? (await askOrigin(accounts.origins, prompts));
  if (origin === undefined) return undefined;

  const anonymous = await accounts.open(origin, undefined);
  const need = await prompts.busy(t('Connecting to {0}', origin), (signal) => keyNeed(anonymous, signal));
  const isNew = !accounts.isKnown(origin) && (await accounts.key(origin)) === undefined;
  const doesWithout = need === 'not asked for' && origin !== HUB;
  const isAsked = !(isNew && doesWithout && given === undefined);
  const answer = isAsked ? await askKey(origin, need, { accounts, prompts }) : { key: undefined };
  if (answer === undefined) return undefined;

  await accounts.add(origin, answer.key);
  const known = need === 'required' ? 'accepted' : 'unchecked';
  return { origin, key: answer.key === undefined ? 'none' : known };
}

function askKey(
  origin: Origin,
  need: KeyNeed,
  { accounts, prompts }: Pick<Services, 'accounts' | 'prompts'>,
): Promise<{ readonly key: string | undefined } | undefined> {
  const isRequired = need === 'required';
  return prompts.askText({
    title: t('Key for {0}', origin),
    prompt: isRequired
      ? keyText(origin)
      : t('This server answers without a key: leave it empty if you have none'),
    password: true,
    read: async (text, signal) => {
      const key = text.trim() === '' ? undefined : text.trim();
      if (key === undefined && isRequired) throw new AuthError(t('{0} requires a key.', origin));
      await requireAccess(await accounts.open(origin, key), signal);
      return { key };
    },
  });
}

function keyText(origin: Origin): string {
  return origin === HUB ? t('Your API key (www.oxen.ai: Settings → Profile)') : t('Your API key');
}

/** Whether the server is known; one that is not, such as after *Sign Out*, is connected to first. */
export async function ensureConnected(
  services: Pick<Services, 'accounts' | 'prompts'>,
  origin: Origin,
): Promise<boolean> {
  return services.accounts.isKnown(origin) || (await connect(services, origin)) !== undefined;
}

async function askOrigin(
  known: readonly Origin[],
  prompts: Services['prompts'],
): Promise<Origin | undefined> {
  const origins = [...new Set([HUB, LOCAL, ...known])];
  const other = 'other';
  const chosen = await prompts.pick<Origin | typeof other>({
    title: t('Connect to a Server'),
    placeholder: t('Which Oxen server?'),
    choices: [
      ...origins.map((origin) => ({
        label: origin,
        ...(known.includes(origin) && { description: 'connected' }),
        value: origin,
      })),
      { icon: 'add', label: t('Other…'), value: other },
    ],
  });
  if (chosen !== other) return chosen;
  return prompts.askText({
    title: t('Connect to a Server'),
    prompt: t('Address of the server'),
    placeholder: 'https://oxen.example.com',
    read: parseOrigin,
  });
}
