import { t } from '@vscode/l10n';
import { UserError } from '../../core/userError';
import type { Node } from './nodes';

/**
 * The row that a command was called on.
 *
 * @param value what the menu passed
 * @throws UserError when that is no row of one of these kinds
 */
export function chosen<T extends Node>(
  value: unknown,
  ...kinds: readonly (new (...parts: never[]) => T)[]
): T {
  for (const kind of kinds) if (value instanceof kind) return value;
  throw new UserError(t('Run this from the Repositories view.'), {
    advice: t('Open the Oxen sidebar and use the context menu of an item.'),
  });
}
