import { t } from '@vscode/l10n';
import { resolve } from 'node:path';
import { plainText } from '../../core/plainText';
import { UserError } from '../../core/userError';
import { isAtOrBelow } from '../../core/files/isAtOrBelow';

/**
 * Where the file of a remote path may lie on this disk: `a/b/c.txt`, `b/c.txt` and `c.txt` below each folder, and
 * nowhere else.
 *
 * @throws UserError for a path that leads elsewhere on some system
 */
export function localCandidates(path: string, folders: readonly string[]): readonly string[] {
  const segments = path.split(/[/\\]/);
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..')) {
    throw new UserError(t('“{0}” is not a valid file path.', plainText(path, 80)), {
      advice: t('Download it, then compare the copies.'),
    });
  }
  const candidates = segments.flatMap((_, index) =>
    folders.flatMap((folder) => {
      const file = resolve(folder, segments.slice(index).join('/'));
      return isAtOrBelow(file, folder) ? [file] : [];
    }),
  );
  return [...new Set(candidates)];
}
