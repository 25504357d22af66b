import { t } from '@vscode/l10n';
import { assertNever } from '../../core/assertNever';
import type { Phase } from '../../core/upload/events';

/** What an upload does in this phase. */
export function phaseText(phase: Phase): string {
  switch (phase) {
    case 'scanning':
      return t('scanning');
    case 'listing':
      return t('listing');
    case 'waiting':
      return t('waiting');
    case 'comparing':
      return t('comparing');
    case 'sending':
      return t('sending');
    case 'finishing':
      return t('finishing');
    case 'committing':
      return t('committing');
    case 'verifying':
      return t('verifying');
    default:
      return assertNever(phase);
  }
}
