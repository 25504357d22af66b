import * as vscode from 'vscode';
import { shownText } from '../shownText';

/** Shows how far it is: `fraction` from 0 to 1. */
export type ReportFraction = (message: string, fraction: number) => void;

/** A notification with a bar, which can be cancelled, for as long as the work takes. */
export async function withProgress<T>(
  title: string,
  work: (signal: AbortSignal, report: ReportFraction) => Promise<T>,
): Promise<T> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: shownText(title),
    cancellable: true,
  };
  return vscode.window.withProgress(options, (progress, cancel) => {
    const controller = new AbortController();
    cancel.onCancellationRequested(() => controller.abort(new vscode.CancellationError()));
    let shown = 0;
    return work(controller.signal, (message, fraction) => {
      const increment = Math.max(0, fraction * 100 - shown); // the bar never goes back
      shown += increment;
      progress.report({ message: shownText(message), increment });
    });
  });
}
