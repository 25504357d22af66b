import { t } from '@vscode/l10n';
import type { Services } from '../../services';
import type { OpenReview } from './openReview';

type Reviewing = Pick<Services, 'prompts' | 'reviews'>;

/** The review that is open; where there is none, that is told. */
export function currentReview({ prompts, reviews: { current } }: Reviewing): OpenReview | undefined {
  if (current === undefined) prompts.inform(t('There is no upload to review.'));
  return current;
}

/** The review that can be answered; where there is none, why is told. */
export function readyReview(services: Reviewing): OpenReview | undefined {
  const review = currentReview(services);
  if (review === undefined || review.isReady) return review;
  services.prompts.inform(t('The files are still being compared with the branch.'));
  return undefined;
}
