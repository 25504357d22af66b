import { t } from '@vscode/l10n';
import { plainText } from '../plainText';
import { UserError } from '../userError';

declare const branchBrand: unique symbol;
/** A branch's name that every server takes, and finds again. Made only here. */
export type BranchName = string & { readonly [branchBrand]: true };

/** The branch that comes first: the protocol knows no default branch (docs/protocol/repositories.md#default-branch). */
export const MAIN = 'main';

/** An order of branches: main, then by name. */
export function mainFirst(one: string, other: string): number {
  return Number(other === MAIN) - Number(one === MAIN) || one.localeCompare(other);
}

/** Whether a name, as a server lists it, is one that can be worked with. */
export function isBranchName(name: string): name is BranchName {
  return problemOf(name) === undefined;
}

/**
 * Checked here because a server answers a bad name with a bare 500 (docs/protocol/repositories.md#branches), or takes
 * it and does not find it again.
 *
 * @throws UserError that says what is the matter with the name
 */
export function parseBranch(text: string): BranchName {
  const name = text.trim();
  if (isBranchName(name)) return name;
  const { reason, advice } = problemOf(name) ?? forbidden();
  throw new UserError(t('“{0}” is not a valid branch name{1}.', plainText(name), reason), { advice });
}

interface Problem {
  /** The end of the sentence. */
  readonly reason: string;
  readonly advice: string;
}

const forbidden = (): Problem => ({
  reason: '',
  advice: t('Avoid spaces, “..”, “@{” and the characters ~ ^ : ? [ * \\, and do not end with a dot.'),
});
const withDot = (): Problem => ({
  reason: t(': “.” is not allowed as a component'),
  advice: t('Remove that component.'),
});
/**
 * Some routes decode a name once and others twice: none leads to such a branch (docs/protocol/requests.md#encoding).
 */
const withPercent = (): Problem => ({
  reason: t(': servers cannot find a branch with “%” in its name'),
  advice: t('Choose a name without “%”.'),
});

function problemOf(name: string): Problem | undefined {
  if (/[\s~^:?[*\\]|@\{|\.\.|\/\/|^\/|\/$|\.$|^@$|^$/.test(name)) return forbidden();
  if (/[\p{Cc}\p{Surrogate}]/u.test(name)) return forbidden();
  if (name.split('/').includes('.')) return withDot();
  return name.includes('%') ? withPercent() : undefined;
}
