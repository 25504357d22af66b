import type * as vscode from 'vscode';
import type { Services } from '../../services';

/** Sweeps at start, and when an upload has ended: it may have resumed what another window was given. */
export function keepSwept({
  dropped,
  uploads,
  log,
}: Pick<Services, 'dropped' | 'uploads' | 'log'>): vscode.Disposable {
  const sweep = () =>
    dropped
      .sweep()
      .catch((error: unknown) => log.error('Earlier dropped files could not be removed.', error));
  void sweep();
  return uploads.onDidAdd(({ ended }) => void ended.then(sweep));
}
