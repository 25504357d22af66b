import { t } from '@vscode/l10n';
import { isAbsolute } from 'node:path';
import { UserError } from '../core/userError';

/** `undefined` where it has been deleted. */
export function currentFolder(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

/** @throws UserError for a relative path where the current folder has been deleted */
export function requirePlaceOf(path: string): void {
  if (isAbsolute(path) || currentFolder() !== undefined) return;
  throw new UserError(t('{0} is relative to the current folder, which no longer exists.', path), {
    advice: t('Go to a folder that exists, or give an absolute path.'),
  });
}
