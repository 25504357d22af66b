import { t } from '@vscode/l10n';
import type { Services } from '../services';
import type { OpenReview } from '../uploads/review/openReview';

/** The review that can be answered; where there is none, why is told. */
export function readyReview({
  prompts,
  reviews: { current },
}: Pick<Services, 'prompts' | 'reviews'>): OpenReview | undefined {
  if (current?.isReady === true) return current;
  prompts.inform(
    current === undefined
      ? t('There is no upload to review.')
      : t('The files are still being compared with the branch.'),
  );
  return undefined;
}
