import { t } from '@vscode/l10n';
import { setTimeout as delay } from 'node:timers/promises';
import { branchHead } from '../../oxen/branches';
import {
  HttpError,
  IntegrityError,
  NetworkError,
  TimeoutError,
  UnexpectedReplyError,
} from '../../oxen/errors';
import { type CommitText, commitWorkspace, mergeConflicts } from '../../oxen/commitWorkspace';
import type { Repository } from '../../oxen/http/client';
import type { CommitId } from '../../oxen/ids';
import type { Commit } from '../../oxen/schemas';
import type { Workspace } from '../../oxen/workspaces';
import { withGrace } from '../../withGrace';
import type { RepoPath } from '../../repoPath';
import { together } from '../limits/together';
import { isJustNow } from './justNow';
import { ChangedBranchError, conflict } from './settleConflicts';
import { pathsOf } from '../plan/partialPlan';
import type { Plan } from '../plan/plan';
import { findEntries } from '../plan/remoteTree';
import type { SendContext } from '../engines/engine';
import { findCommit, withUploadId } from './uploadId';
import { pathsNotAsPlanned } from './verify';

export interface CommitRequest {
  readonly text: CommitText;
  /** Unique for this run; it goes into the message. */
  readonly uploadId: string;
}

const ATTEMPTS = 12;
const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 5000;

/**
 * Commits what is staged, unless the branch has changed one of its paths since it was compared with.
 *
 * @throws ConflictError with those paths; nothing is committed then
 */
export async function commit(
  plan: Plan,
  { text, uploadId }: CommitRequest,
  context: SendContext,
): Promise<Commit> {
  const { workspace, signal, report, throttle } = context;
  report({ type: 'phase', phase: 'committing' });
  const message = withUploadId(text.message, uploadId);
  const late = withGrace(signal);
  const ours = () =>
    findCommit(workspace.repository, workspace.branch, (commit) => commit.message.includes(uploadId), late);
  for (let attempt = 1; ; attempt++) {
    // Here, for a cancel that ends the pause to be heard: the merge itself hears of it late.
    await throttle.resumed(signal);
    let pauses: number;
    do {
      ({ pauses } = throttle);
      const { changed, isImpossible, isThere } = await changesSincePlan(plan, workspace, signal);
      if (isImpossible) throw conflict(changed);
      // Later it may be our own commit that is there.
      if (changed.length > 0 || (isThere && attempt === 1)) throw new ChangedBranchError(changed);
      await throttle.resumed(signal);
    } while (throttle.pauses !== pauses); // others had time to commit
    try {
      return await commitWorkspace(workspace, { ...text, message }, late);
    } catch (error) {
      if (isConflict(error)) throw conflict(await mergeConflicts(workspace, signal), error);
      // The reply may be lost, or belong to a repetition of a merge that went through: the history knows.
      const committed = mayHaveCommitted(error) ? await ours() : undefined;
      if (committed !== undefined) return committed;
      if (!isWorthRepeating(error) || attempt === ATTEMPTS) throw await explained(error, plan, context);
      const ms = Math.random() * Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** attempt);
      report({ type: 'waiting', reason: t('Someone else is committing to the branch.'), ms });
      await delay(ms, undefined, { signal });
    }
  }
}

/** How often a branch is looked at that moves meanwhile. */
const LOOKS = 3;

/**
 * What the branch has made of paths of ours since the plan: we look ourselves, and at the head as the last thing before the
 * merge. Below 0.62 two who add the same path do not conflict, the second silently wins (docs/protocol/merge.md#replies),
 * and no server knows what changed between our look and the workspace. All else the merge finds.
 */
async function changesSincePlan(
  plan: Plan,
  { repository, branch, base }: Workspace,
  signal: AbortSignal,
): Promise<Changes> {
  const at = performance.now();
  // To open a workspace in an empty repository makes its first commit, and mostly nothing else has happened since.
  const [first, atBase] = await together(signal, (both) => [
    branchHead(repository, branch, both),
    plan.base === undefined ? changesIn(plan, repository, base, both) : Promise.resolve(undefined),
  ]);
  let head = isJustNow(at) ? first : await branchHead(repository, branch, signal);
  let seen = atBase && { head: base, changes: atBase };
  for (let looks = 0; looks < LOOKS && head !== plan.base && head !== seen?.head; looks++) {
    if (head === undefined) break;
    seen = { head, changes: await changesIn(plan, repository, head, signal) };
    if (seen.changes.changed.length > 0) break;
    head = await branchHead(repository, branch, signal);
  }
  const isMoved = head !== undefined && head !== plan.base;
  return isMoved && seen !== undefined ? seen.changes : { changed: [], isImpossible: false, isThere: false };
}

interface Changes {
  /** Paths that hold something else than was to be replaced, and than is planned. */
  readonly changed: readonly RepoPath[];
  /** One of them has become impossible: a file is where a directory would be, or the other way round. */
  readonly isImpossible: boolean;
  /** Each path holds what is planned. */
  readonly isThere: boolean;
}

async function changesIn(
  plan: Plan,
  repository: Repository,
  revision: CommitId,
  signal: AbortSignal,
): Promise<Changes> {
  const { entries, blocked } = await findEntries(repository, revision, pathsOf(plan.blobs), signal);
  const changed: RepoPath[] = [];
  let [isImpossible, isThere] = [false, true];
  for (const { hash, destinations } of plan.blobs)
    for (const { path, replaces } of destinations) {
      const now = entries.get(path);
      if (now?.hash === hash) continue;
      isThere = false;
      const isBlocked = blocked.has(path) || now?.isDirectory === true;
      if (isBlocked || now?.hash !== replaces) changed.push(path);
      if (isBlocked) isImpossible = true;
    }
  return { changed, isImpossible, isThere };
}

/** 404 below 0.53, 409 later: the code tells (docs/protocol/merge.md#replies). */
function isConflict(error: unknown): boolean {
  return error instanceof HttpError && error.reply.code === 'conflict';
}

function saysNoChanges(error: unknown): boolean {
  return error instanceof HttpError && error.status === 422 && error.reply.says(/no ?changes/i) !== null;
}

function isUnanswered(error: unknown): boolean {
  return (
    error instanceof NetworkError ||
    error instanceof TimeoutError ||
    (error instanceof HttpError && error.status >= 500)
  );
}

/**
 * Whatever came instead of an answer says nothing, and a refusal little: a proxy may have made it of a reply, and a commit
 * deletes its workspace, which is then not found. Only 429 is told before anything is done.
 */
function mayHaveCommitted(error: unknown): boolean {
  return (
    isUnanswered(error) ||
    error instanceof UnexpectedReplyError ||
    (error instanceof HttpError && error.status !== 429)
  );
}

/** A lock of the server's database, taken by another merge (docs/protocol/merge.md#replies). */
function isWorthRepeating(error: unknown): boolean {
  return (
    isUnanswered(error) ||
    (error instanceof HttpError && error.status === 422 && error.reply.says(/\block\b/i) !== null)
  );
}

/** “No changes” is the truth only when the branch holds everything already. */
async function explained(error: unknown, plan: Plan, context: SendContext): Promise<unknown> {
  if (!saysNoChanges(error)) return error;
  const { workspace, signal } = context;
  const wrong = await pathsNotAsPlanned(plan, {
    repository: workspace.repository,
    revision: workspace.branch,
    signal,
  });
  return new IntegrityError(
    wrong.length === 0
      ? t('Another commit has already added all of these files to the branch.')
      : t('The server reports nothing to commit, but {0} is not on the branch.', wrong[0] ?? ''),
    { advice: t('Upload again: content already on the server is not sent again.'), cause: error },
  );
}
