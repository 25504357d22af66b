import { t } from '@vscode/l10n';
import type { Services } from '../services';
import { type KnownTarget, targetText } from '../../core/upload/target/knownTarget';
import { BACK } from '../prompts/stepped';
import { type Answer, askThen } from './askThen';
import { chooseTarget, type TargetOptions } from './chooseTarget';
import { ensureConnected } from './connect';

/** What the choice is for, and where it ends. */
export interface TargetQuestion extends Pick<TargetOptions, 'upTo'> {
  readonly title: string;
  readonly placeholder: string;
}

/** One of the known targets, the last one first, or another; when none is known, straight to the choice of one. */
export async function chooseKnownTarget(
  services: Services,
  question: TargetQuestion,
): Promise<KnownTarget | undefined> {
  const { recent } = services.targets;
  const { upTo } = question;
  const target =
    recent.length === 0
      ? await chooseTarget(services, { upTo })
      : await chooseAmong(recent, question, services);
  return target === BACK ? undefined : target;
}

/** Where an upload goes. */
export function chooseWhereTo(services: Services): Promise<KnownTarget | undefined> {
  return chooseKnownTarget(services, {
    title: t('Upload to Oxen'),
    placeholder: t('Where to?'),
    upTo: 'branch',
  });
}

function chooseAmong(
  recent: readonly KnownTarget[],
  { title, placeholder, upTo }: TargetQuestion,
  services: Services,
): Promise<Answer<KnownTarget>> {
  const other = 'other';
  const choose = () =>
    services.prompts.pick<KnownTarget | typeof other>({
      title,
      placeholder,
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
    if (chosen === other) return chooseTarget(services, { upTo, back: BACK });
    return (await ensureConnected(services, chosen.origin)) ? chosen : undefined;
  });
}
