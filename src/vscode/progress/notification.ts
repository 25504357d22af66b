import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { targetText } from '../../core/upload/target/knownTarget';
import { shownText } from '../shownText';
import type { Upload } from '../uploads/upload';
import type { Uploads } from '../uploads/uploads';
import { follow } from './follow';
import { progressText } from './progressText';
import { countOf, namesOf } from './words';

/** Gives each upload that was approved a notification with its progress and a *Cancel* button. */
export function showNotifications(uploads: Uploads): vscode.Disposable {
  return uploads.onDidAdd((upload) => void showWhenApproved(upload));
}

/** Until then its review shows how far it is. */
async function showWhenApproved(upload: Upload): Promise<void> {
  const { ended } = upload;
  const files = await new Promise<number | undefined>((resolve) => {
    const look = () => {
      if (upload.count !== undefined) resolve(upload.count);
    };
    upload.onDidChange(look);
    look();
    void ended.then(() => resolve(undefined));
  });
  if (files !== undefined) await showNotification(upload, files);
}

async function showNotification(upload: Upload, files: number): Promise<void> {
  const { order, target } = upload;
  const title = shownText(
    t('Uploading {0} ({1}) to {2}', namesOf(order.selection), countOf(files, 'file'), targetText(target)),
  );
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
  if (state === 'waiting') return t('Queued');
  return signal.aborted ? t('cancelling') : progress;
}
