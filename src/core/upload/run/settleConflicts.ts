import { t } from '@vscode/l10n';
import type { FileDigest } from '../../files/hashing/hash';
import type { Digester } from '../../files/hashing/hashCache';
import { LocalFileError } from '../../files/localFileError';
import type { BranchName } from '../../oxen/branchName';
import { branchHead, createBranch } from '../../oxen/branches';
import { ConflictError } from '../../oxen/errors';
import type { CommitId } from '../../oxen/ids';
import type { RepoPath } from '../../repoPath';
import type { Decisions } from '../host';
import type { Journal } from '../journal/journal';
import { chunking } from '../plan/plan';
import type { KnownFile, WantedFile } from '../plan/preparation';
import { findEntries } from '../plan/remoteTree';
import { ownPathsSince } from '../receipt/ownPaths';
import type { Receipts } from '../receipt/receipts';
import type { Course } from '../transfer/course';

export interface SettleOptions {
  readonly decisions: Pick<Decisions, 'onConflict'>;
  readonly digest: Digester;
  readonly receipts: Receipts;
  readonly signal: AbortSignal;
}

/**
 * Compares with what is there now, and has it decided what becomes of paths that somebody else has changed. Each is
 * decided on by its name: a decision on one path says nothing of another that has changed, also if that is seen only
 * now.
 *
 * @param problem where it is known already
 * @throws ConflictError when it is decided to fail
 */
export async function settleConflicts(
  course: Course,
  problem: ConflictError | undefined,
  options: SettleOptions,
): Promise<Course> {
  const { decisions, signal } = options;
  let { files, skipped } = course;
  let { branch } = course.target;
  const decided = new Set<string>();
  for (let open = problem; ;) {
    if (open !== undefined) {
      const decision = await decisions.onConflict(open.paths);
      signal.throwIfAborted();
      switch (decision.kind) {
        case 'fail':
          throw open;
        case 'overwrite':
          for (const path of open.paths) decided.add(path);
          break;
        case 'skip': {
          const left = new Set<string>(open.paths);
          const theirs = files.filter(({ path }) => left.has(path));
          skipped = [...skipped, ...theirs.map((file) => ({ ...file, reason: 'left' as const }))];
          files = files.filter(({ path }) => !left.has(path));
          break;
        }
        case 'branch':
          await createBranch(course.target.repository, decision.branch, branch, signal);
          branch = decision.branch;
          // Theirs stays on the other branch, whatever it is.
          for (const { path } of files) decided.add(path);
      }
    }
    const now = await compareAgain({ ...course, files }, branch, options);
    const changed = now.changed.filter((path) => !decided.has(path));
    if (changed.length === 0) return { ...now.course, skipped };
    open = conflict(changed);
  }
}

export interface ApprovalOptions {
  readonly journal: Journal;
  /** The commit that the branch was at when it was agreed what is replaced; none in an empty repository. */
  readonly approvedBase: CommitId | undefined;
  readonly signal: AbortSignal;
}

/** The files of a resumed run as they were agreed to: each replaces what lay in its place then. */
export async function approvedFiles(
  { target: { repository }, base, files }: Course,
  { journal: { begin, checkpoint }, approvedBase, signal }: ApprovalOptions,
): Promise<readonly WantedFile[]> {
  if (approvedBase === base) return files;
  const { approved } = checkpoint;
  if (approved !== undefined && approvedBase === begin.base)
    return files.map((file) => ({ ...file, replaces: approved.get(file.path) }));
  if (approvedBase === undefined) return files.map((file) => ({ ...file, replaces: undefined }));
  const paths = files.map(({ path }) => path);
  const { entries } = await findEntries(repository, approvedBase, paths, signal);
  return files.map((file) => ({ ...file, replaces: entries.get(file.path)?.hash }));
}

interface ComparedAgain {
  /** Without what lies there already. */
  readonly course: Course;
  /** Its paths that hold something else by now than was to be replaced. */
  readonly changed: readonly RepoPath[];
}

/**
 * The files as they stand to the head of `branch` now.
 *
 * @throws ConflictError when a path has become impossible there
 */
async function compareAgain(
  course: Course,
  branch: BranchName,
  options: SettleOptions,
): Promise<ComparedAgain> {
  const { repository } = course.target;
  const { receipts, signal } = options;
  const target = { ...course.target, branch };
  const base = await branchHead(repository, branch, signal);
  if (base === course.base || base === undefined) return { course: { ...course, target, base }, changed: [] };
  const ours = await ownPathsSince(course.base, receipts, { repository, head: base, signal });
  // Ordered after it, so it is to be as it is here. What somebody else has made of an unchanged file stays.
  const isOverwritten = (path: RepoPath, hash: string | undefined) => (ours.get(path) ?? hash) !== hash;
  const found = parted(course.found, ({ path, replaces }) => isOverwritten(path, replaces));
  const unchanged = parted(course.unchanged, ({ path, hash }) => isOverwritten(path, hash));
  const files = [
    ...course.files,
    ...found.yes.map((file) => ({ ...file, digest: undefined })),
    ...unchanged.yes.map(({ hash, ...file }) => ({ ...file, replaces: hash, digest: undefined })),
  ];
  const paths = files.map(({ path }) => path);
  const { entries, blocked } = await findEntries(repository, base, paths, signal);
  const impossible = paths.find((path) => blocked.has(path) || entries.get(path)?.isDirectory === true);
  if (impossible !== undefined) throw impossiblePath(impossible, branch);

  const left: WantedFile[] = [];
  const same: KnownFile[] = [];
  const changed: RepoPath[] = [];
  for (const file of files) {
    const there = entries.get(file.path)?.hash;
    if (there === file.replaces) {
      left.push(file);
      continue;
    }
    const digest = there === undefined ? undefined : await digestOf(file, options);
    if (digest?.hash === there && digest !== undefined)
      same.push({ path: file.path, source: file.source, hash: digest.hash, size: digest.size });
    else {
      left.push({ ...file, replaces: there });
      changed.push(file.path);
    }
  }
  const known = { found: found.no, unchanged: [...unchanged.no, ...same] };
  const settled = { ...course, ...known, target, base, files: left };
  const isOurs = (path: RepoPath) => ours.has(path) && ours.get(path) === entries.get(path)?.hash;
  return { course: settled, changed: changed.filter((path) => !isOurs(path)) };
}

/** Those of a list that are meant, and the others. */
function parted<T>(
  list: readonly T[],
  isMeant: (one: T) => boolean,
): { readonly yes: readonly T[]; readonly no: readonly T[] } {
  return { yes: list.filter(isMeant), no: list.filter((one) => !isMeant(one)) };
}

/** `undefined` of what cannot be read: that is told when its turn comes. */
async function digestOf(
  file: WantedFile,
  { digest, signal }: SettleOptions,
): Promise<FileDigest | undefined> {
  try {
    return file.digest ?? (await digest(file.source, { ...chunking(file), signal }));
  } catch (error) {
    if (error instanceof LocalFileError) return undefined;
    throw error;
  }
}

function impossiblePath(path: RepoPath, branch: BranchName): ConflictError {
  return new ConflictError(
    t(
      '{0} can no longer be uploaded: the branch {1} has a file where a directory is needed, or a directory where the file would be.',
      path,
      branch,
    ),
    [path],
    { advice: t('Check the branch, and upload to another directory.') },
  );
}

/** Somebody else has changed these paths. */
export function conflict(paths: readonly string[], cause?: unknown): ConflictError {
  return new ConflictError(conflictText(paths), paths, { advice: conflictAdvice(), cause });
}

/** We have seen it ourselves, and settling will: also which of the paths are our own, and which are as planned. */
export class ChangedBranchError extends ConflictError {
  constructor(paths: readonly RepoPath[]) {
    super(conflictText(paths), paths, { advice: conflictAdvice() });
  }
}

function conflictAdvice(): string {
  return t('Upload again to review what would be replaced, or choose another branch.');
}

function conflictText(paths: readonly string[]): string {
  const [first, ...others] = paths;
  if (first === undefined)
    return t('These files were changed on this branch by someone else. Nothing was committed.');
  if (others.length === 0)
    return t('{0} was changed on this branch by someone else. Nothing was committed.', first);
  const named =
    paths.length <= 3
      ? paths.join(', ')
      : t('{0} and {1} more', paths.slice(0, 3).join(', '), paths.length - 3);
  return t('{0} were changed on this branch by someone else. Nothing was committed.', named);
}
