import * as vscode from 'vscode';
import type { Targets } from './targets';
import type { Reviews } from './uploads/review/reviews';
import type { Uploads } from './uploads/uploads';

interface KeySources {
  readonly uploads: Uploads;
  readonly reviews: Reviews;
  readonly targets: Targets;
}

/** Keeps the keys that menus of package.json look at. */
export function syncContextKeys({ uploads, reviews, targets }: KeySources): vscode.Disposable {
  const refresh = () => {
    setContext('oxen.uploading', uploads.all.length > 0);
    setContext(
      'oxen.canPause',
      uploads.all.some(({ canPause }) => canPause),
    );
    setContext('oxen.reviewing', reviews.current !== undefined);
    setContext('oxen.reviewReady', reviews.current?.isReady === true);
    setContext('oxen.canResumeInstead', reviews.current?.canResumeInstead === true);
    setContext('oxen.hasTarget', targets.current !== undefined);
  };
  refresh();
  return vscode.Disposable.from(
    uploads.onDidChange(refresh),
    reviews.onDidChange(refresh),
    targets.onDidChange(refresh),
  );
}

function setContext(key: string, value: boolean): void {
  void vscode.commands.executeCommand('setContext', key, value);
}
