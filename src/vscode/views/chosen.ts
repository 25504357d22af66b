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
  throw new UserError('This works on a row of the Repositories view.', {
    advice: 'Open the Oxen sidebar and use the menu of a row there.',
  });
}
