import { plainText } from '../plainText';
import { UserError } from '../userError';

declare const branchBrand: unique symbol;
/** A branch's name that every server takes, and finds again. Made only here. */
export type BranchName = string & { readonly [branchBrand]: true };

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
  const { reason, advice } = problemOf(name) ?? FORBIDDEN;
  throw new UserError(`“${plainText(name)}” cannot be the name of a branch${reason}.`, { advice });
}

interface Problem {
  /** The end of the sentence. */
  readonly reason: string;
  readonly advice: string;
}

const FORBIDDEN: Problem = {
  reason: '',
  advice: 'Leave out spaces, “..”, “@{” and the characters ~ ^ : ? [ * \\, and do not end with a dot.',
};
const WITH_DOT: Problem = {
  reason: ': it has a part “.”',
  advice: 'Leave that part out.',
};
/**
 * Some routes decode a name once and others twice: none leads to such a branch (docs/protocol/requests.md#encoding).
 */
const WITH_PERCENT: Problem = {
  reason: ': servers do not find a branch with “%” in its name',
  advice: 'Choose a name without “%”.',
};

function problemOf(name: string): Problem | undefined {
  if (/[\s~^:?[*\\]|@\{|\.\.|\/\/|^\/|\/$|\.$|^@$|^$/.test(name)) return FORBIDDEN;
  if (/[\p{Cc}\p{Surrogate}]/u.test(name)) return FORBIDDEN;
  if (name.split('/').includes('.')) return WITH_DOT;
  return name.includes('%') ? WITH_PERCENT : undefined;
}
