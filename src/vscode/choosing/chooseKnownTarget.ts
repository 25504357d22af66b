import { t } from '@vscode/l10n';
import type { Services } from '../services';
import { type KnownTarget, targetText } from '../../core/upload/target/knownTarget';
import { chooseTarget } from './chooseTarget';
import { ensureConnected } from './connect';

/** One of the known targets, the last one first, or another; when none is known, straight to the choice of one. */
export async function chooseKnownTarget(services: Services): Promise<KnownTarget | undefined> {
  const { prompts, targets } = services;
  const { recent } = targets;
  if (recent.length === 0) return chooseTarget(services);

  const other = 'other';
  const chosen = await prompts.pick<KnownTarget | typeof other>({
    title: t('Upload to Oxen'),
    placeholder: t('Where to?'),
    choices: [
      ...recent.map((target) => ({
        icon: 'repo',
        label: targetText(target),
        description: target.origin,
        value: target,
      })),
      { icon: 'add', label: t('Other Target…'), value: other },
    ],
  });
  if (chosen === undefined) return undefined;
  if (chosen === other) return chooseTarget(services);
  return (await ensureConnected(services, chosen.origin)) ? chosen : undefined;
}
