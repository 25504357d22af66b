import type * as vscode from 'vscode';
import type { SharedLimits } from '../core/upload/limits/sharedLimits';
import type { Settings } from './settings';

/** Lets the bandwidth follow its setting, also that of an upload under way. */
export function syncRateLimit({ rate }: SharedLimits, settings: Settings): vscode.Disposable {
  const refresh = () => {
    rate.bytesPerSecond = settings.limitRate;
  };
  refresh();
  return settings.onDidChangeRate(refresh);
}
