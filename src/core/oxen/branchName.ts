import { UserError } from '../userError';

declare const branchBrand: unique symbol;
/** A branch's name that every server takes. Made only by {@link parseBranch}. */
export type BranchName = string & { readonly [branchBrand]: true };

/**
 * Checked here because a server answers a bad name with a bare 500 (oxen-protocol.md §5.3).
 *
 * @throws UserError for a name that servers refuse
 */
export function parseBranch(text: string): BranchName {
  const name = text.trim();
  const bad = /[\s~^:?[*\\]|@\{|\.\.|\/\/|^\/|\/$|\.$|^@$|^$/.test(name) || /\p{Cc}/u.test(name);
  if (bad) {
    throw new UserError(`“${name}” cannot be the name of a branch.`, {
      advice: 'Leave out spaces, “..”, “@{” and the characters ~ ^ : ? [ * \\, and do not end with a dot.',
    });
  }
  return name as BranchName; // the one place that makes the brand
}
