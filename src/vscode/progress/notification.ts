import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { targetText } from '../../core/upload/plan/knownTarget';
import { shownText } from '../shownText';
import type { Upload } from '../uploads/upload';
import type { Uploads } from '../uploads/uploads';
import { follow } from './follow';
import { progressText } from './words';

/** Gives each upload a notification with its progress and a *Cancel* button. */
export function showNotifications(uploads: Uploads): vscode.Disposable {
  return uploads.onDidAdd((upload) => void showNotification(upload));
}

async function showNotification(upload: Upload): Promise<void> {
  const title = shownText(t('Upload to {0}', targetText(upload.order.target)));
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  await vscode.window.withProgress(options, async (notification, cancel) => {
    cancel.onCancellationRequested(() => upload.cancel());
    let shown = 0;
    const following = follow(upload, (progress) => {
      const percent = progress.fraction * 100;
      const message = shownText(messageOf(upload, progressText(progress)));
      // Without a number, or with 0, the bar says that there is no telling.
      notification.report(percent > shown ? { message, increment: percent - shown } : { message });
      shown = Math.max(shown, percent);
    });
    await upload.ended;
    following.dispose();
  });
}

function messageOf({ state, signal }: Upload, progress: string): string {
  if (state === 'queued') return 'Queued';
  return signal.aborted ? 'cancelling' : progress;
}
