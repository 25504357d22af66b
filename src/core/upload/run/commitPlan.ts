import type { BranchName } from '../../oxen/branchName';
import type { CommitId } from '../../oxen/ids';
import type { Commit } from '../../oxen/schemas';
import { ConflictError, OxenError } from '../../oxen/errors';
import { deleteWorkspace, type Workspace } from '../../oxen/workspaces';
import { commit } from './commit';
import type { Journal } from '../journal/journal';
import { openWorkspace } from './openWorkspace';
import { type FailedFile, type Plan, plannedBytes, plannedFiles } from '../plan/plan';
import type { RunOptions } from './runOptions';
import { rebaseOn, settleConflicts } from './settleConflicts';
import { sendPlan, type SendPlanOptions } from './sendPlan';
import { LostCommitError, verify } from './verify';
import { Hub, isHub } from '../../oxen/hub';
import type { Report } from '../events';
import { rememberedServer, type ServerMemory } from '../engines/serverMemory';
import type { Target } from '../plan/target';
import type { ServerFeatures } from '../../oxen/serverVersion';
import { takesJsonStaging } from '../../oxen/staging';
import { takesUploads } from '../../oxen/blobs/versionUploadCalls';

/** What became of a plan. Without a commit: it was decided not to, or nothing was left to commit. */
export interface Outcome {
  readonly commit: Commit | undefined;
  readonly branch: BranchName;
  /** Paths that the commit changed. */
  readonly uploaded: number;
  /** Bytes that lie at them; not known of a commit that another process made. */
  readonly content: number | undefined;
  /** Paths that held their content already. */
  readonly unchanged: number;
  readonly failed: readonly FailedFile[];
  /** Paths left out for what somebody else has put there. */
  readonly skipped: number;
}

export interface CommitPlanOptions
  extends Pick<RunOptions, 'text' | 'listings' | 'signal' | 'report' | 'throttle'>, SendPlanOptions {
  /** The commit that the branch was at when it was agreed what is replaced; none in an empty repository. */
  readonly approvedBase: CommitId | undefined;
  /** Told when the server has the workspace. */
  readonly onOpen: () => void;
  /** Told as soon as the commit exists, before it is verified; of none when the branch has lost it again. */
  readonly onCommit: (outcome: Outcome | undefined) => void;
}

/** How often somebody else may be faster than we. */
const ROUNDS = 5;

/**
 * Sends, commits and verifies. Where somebody else was faster it is decided what to do, and what is to be committed
 * is staged again on what is there now: a branch is never moved.
 */
export async function commitPlan(
  first: Plan,
  journal: Journal,
  options: CommitPlanOptions,
): Promise<Outcome> {
  const { servers, signal, report, throttle } = options;
  const hub = await findHub(first.target, servers, { signal, report });
  const failed: FailedFile[] = [];
  let { plan, skipped } =
    options.approvedBase === first.base
      ? { plan: first, skipped: 0 }
      : await settleConflicts(await rebaseOn(options.approvedBase, first, signal), undefined, options);
  for (let round = 1; ; round++) {
    const opened = await openWorkspace(plan, journal, signal);
    options.onOpen();
    const { workspace } = opened;
    const features = await provenFeatures(workspace, plan.target.features, servers, signal);
    const context = { workspace, features, hub, signal, report, throttle, checkpoint: journal.checkpoint };
    const sent = await sendPlan(plan, opened, context, options);
    failed.push(...sent.failed);
    plan = sent.plan;
    const { branch } = plan.target;
    const { unchanged } = plan;
    const outcome = { commit: undefined, branch, uploaded: 0, content: 0, unchanged, failed, skipped };
    if (sent.isDiscarded || plan.blobs.length === 0) return outcome;
    try {
      await hub?.pushStarted(signal);
      const made = await commit(plan, { text: options.text, uploadId: journal.begin.id }, context);
      const committed = {
        ...outcome,
        commit: made,
        uploaded: plannedFiles(plan),
        content: plannedBytes(plan),
      };
      options.onCommit(committed);
      await hub?.pushCompleted(branch, made.id, signal);
      await verify(plan, made, context, options.listings);
      return committed;
    } catch (error) {
      if (round === ROUNDS) throw error;
      if (error instanceof LostCommitError) options.onCommit(undefined);
      else if (!(error instanceof ConflictError)) throw error;
      const problem = error instanceof ConflictError ? error : undefined;
      const settled = await settleConflicts(plan, problem, options);
      skipped += settled.skipped;
      plan = settled.plan;
      await deleteWorkspace(workspace, signal);
    }
  }
}

/** The hub, where the target lies on one: asked for once, and remembered. */
async function findHub(
  { repository, features }: Target,
  servers: ServerMemory,
  { report, signal }: { readonly report: Report; readonly signal: AbortSignal },
): Promise<Hub | undefined> {
  const server = rememberedServer(repository, features);
  try {
    if (!(await servers.has(server, 'hub', () => isHub(repository.server, signal)))) return undefined;
  } catch (error) {
    if (!(error instanceof OxenError)) throw error;
    return undefined; // asked again by the next run
  }
  return new Hub(repository, (text) => report({ type: 'note', text }));
}

/**
 * What a server has of what its version promises: a proxy in front may pass on some of it only. The two ways to stage
 * stored content are asked for, since all that follows is planned by them; the answer is remembered.
 */
async function provenFeatures(
  workspace: Workspace,
  features: ServerFeatures,
  servers: ServerMemory,
  signal: AbortSignal,
): Promise<ServerFeatures> {
  const { repository } = workspace;
  const server = rememberedServer(repository, features);
  const has = {
    jsonStaging: () => servers.has(server, 'json-staging', () => takesJsonStaging(workspace, signal)),
    versionUploads: () => servers.has(server, 'version-uploads', () => takesUploads(repository, signal)),
  };
  const jsonStaging = features.jsonStaging && (await has.jsonStaging());
  const versionUploads = features.versionUploads && (await has.versionUploads());
  return {
    ...features,
    jsonStaging,
    versionUploads,
    uploadChunk: features.uploadChunk && (jsonStaging || versionUploads),
  };
}
