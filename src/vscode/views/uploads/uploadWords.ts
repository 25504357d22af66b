import { t } from '@vscode/l10n';
import { assertNever } from '../../../core/assertNever';
import type { ReceiptHead } from '../../../core/upload/receipt/form';
import { phaseText } from '../../progress/phaseText';
import { countOf, sizeText } from '../../progress/words';
import { stateText } from '../../choosing/chooseUpload';
import type { Upload } from '../../uploads/upload';

/** `running · sending · 45 % · 12 files (3 MB)` */
export function liveText({ state, meter, files }: Upload): string {
  const { phase, fraction } = meter.progress();
  const isMoving = state === 'running' || state === 'paused';
  return [
    stateText(state),
    ...(isMoving ? [phaseText(phase), `${Math.floor(fraction * 100)} %`] : []),
    ...(files.count === 0 ? [] : [t('{0} ({1})', countOf(files.count, 'file'), sizeText(files.size))]),
    ...(files.failures === 0 ? [] : [t('{0} failed', files.failures.toLocaleString('en'))]),
  ].join(' · ');
}

/** `uploaded as 1a2b3c4 · 12 files (3 MB) · 1 failed` */
export function endedText({ result, commit, counts, bytes: { committed } }: ReceiptHead): string {
  const { uploaded = 0, unchanged = 0, failed = 0 } = counts;
  const size = committed === null || uploaded === 0 ? '' : ` (${sizeText(committed)})`;
  return [
    resultText(result, commit?.id.slice(0, 7)),
    ...(uploaded === 0 ? [] : [`${countOf(uploaded, 'file')}${size}`]),
    ...(unchanged === 0 ? [] : [t('{0} unchanged', unchanged.toLocaleString('en'))]),
    ...(failed === 0 ? [] : [t('{0} failed', failed.toLocaleString('en'))]),
  ].join(' · ');
}

function resultText(result: ReceiptHead['result'], commit: string | undefined): string {
  switch (result) {
    case 'committed':
      return t('uploaded as {0}', commit ?? '');
    case 'nothing to do':
      return t('nothing to upload');
    case 'failed':
      return commit === undefined ? t('failed') : t('committed as {0}, not verified', commit);
    case 'cancelled':
      return commit === undefined ? t('cancelled') : t('committed as {0} before it was cancelled', commit);
    case 'interrupted':
      return t('interrupted');
    default:
      return assertNever(result);
  }
}
