import { t } from '@vscode/l10n';
import type { Services } from '../services';
import { type KnownTarget, targetText } from '../../core/upload/target/knownTarget';
import { BACK } from '../prompts/stepped';
import { type Answer, askThen } from './askThen';
import { chooseTarget } from './chooseTarget';
import { ensureConnected } from './connect';

/** One of the known targets, the last one first, or another; when none is known, straight to the choice of one. */
export async function chooseKnownTarget(services: Services): Promise<KnownTarget | undefined> {
  const { recent } = services.targets;
  const target =
    recent.length === 0
      ? await chooseTarget(services, { upTo: 'branch' })
      : await chooseAmong(recent, services);
  return target === BACK ? undefined : target;
}

function chooseAmong(recent: readonly KnownTarget[], services: Services): Promise<Answer<KnownTarget>> {
  const other = 'other';
  const choose = () =>
    services.prompts.pick<KnownTarget | typeof other>({
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
  return askThen(choose, async (chosen) => {
    if (chosen === other) return chooseTarget(services, { upTo: 'branch', back: BACK });
    return (await ensureConnected(services, chosen.origin)) ? chosen : undefined;
  });
}
