import { randomUUID } from 'node:crypto';
import type { CommitText } from '../oxen/merge';
import type { Commit } from '../oxen/schemas';
import { createWorkspace, deleteWorkspace, type WorkspaceId } from '../oxen/workspaces';
import { messageOf, UserError } from '../userError';
import { commit } from './commit';
import { type EngineSetting, engineOf, planRoutes } from './engines/choice';
import type { EngineName, Sending } from './engines/engine';
import type { Report } from './events';
import type { Line } from './limits/line';
import { type FailedFile, plannedFiles } from './plan';
import type { Preparation } from './prepare';
import { send } from './send';
import { verify } from './verify';

/** How a run ended. `committed` means: verified. */
export type RunResult = 'committed' | 'nothing to do' | 'failed' | 'cancelled';

export interface Receipt {
  readonly result: RunResult;
  readonly commit: Commit | undefined;
  /** Paths changed by the commit, and the files that were not uploaded by kind. */
  readonly files: Record<'uploaded' | 'unchanged' | 'skipped' | 'refused' | 'failed', number>;
  /** Content bytes that the server accepted. */
  readonly bytes: number;
  readonly engine: EngineName;
  readonly failed: readonly FailedFile[];
  /** Why the run as a whole ended, when it was not for single files. */
  readonly error: UserError | undefined;
}

export interface RunOptions {
  readonly engine: EngineSetting;
  readonly text: CommitText;
  readonly signal: AbortSignal;
  readonly report: Report;
  /** The same that the target's server obeys. */
  readonly line: Line;
}

/** How long deleting a workspace may hold up the end of a run, in ms. */
const CLEAN_UP_TIME = 15_000;

/**
 * Executes a plan, from the first byte to the verified commit. After any failure nothing is committed, the workspace
 * is deleted, and what the server has stays for a retry.
 */
export async function run(preparation: Preparation, options: RunOptions): Promise<Receipt> {
  const { plan } = preparation;
  let bytes = 0;
  let engine: EngineName = 'stage-files';
  const report: Report = (event) => {
    if (event.type === 'accepted') bytes += event.bytes;
    options.report(event);
  };
  const receipt = (result: RunResult, rest: Partial<Receipt> = {}): Receipt => ({
    result,
    commit: undefined,
    bytes,
    engine,
    failed: preparation.failed,
    error: undefined,
    ...rest,
    files: {
      uploaded: rest.commit === undefined ? 0 : plannedFiles(plan),
      unchanged: plan.unchanged,
      skipped: preparation.skipped.length,
      refused: preparation.refused.length,
      failed: (rest.failed ?? preparation.failed).length,
    },
  });
  if (preparation.failed.length > 0) return receipt('failed');
  if (plan.blobs.length === 0) return receipt('nothing to do');

  const { repository, branch, features, store } = plan.target;
  // Named before it is made: a cancel may come before the answer that it was.
  const ours = { repository, id: randomUUID() };
  let made: Commit | undefined;
  try {
    const workspace = await createWorkspace(ours, branch, options.signal);
    const { signal, line } = options;
    const sending: Sending = { workspace, features, signal, report, line };
    const routes = await planRoutes(plan, { engine: options.engine, store }, sending);
    engine = engineOf(routes);
    const failed = await send(routes, sending);
    if (failed.length > 0) {
      return receipt('failed', { failed: failed.map(({ blob, error }) => ({ path: blob.source, error })) });
    }
    made = await commit(plan, { text: options.text, uploadId: randomUUID() }, sending);
    await verify(plan, made, sending);
    return receipt('committed', { commit: made });
  } catch (error) {
    if (options.signal.aborted) return receipt('cancelled', { commit: made });
    if (error instanceof UserError) return receipt('failed', { error, commit: made });
    throw error;
  } finally {
    if (made === undefined) await cleanUp(ours, report);
  }
}

/** With a signal of its own: after a cancel the run's own is aborted. */
async function cleanUp(workspace: WorkspaceId, report: Report): Promise<void> {
  try {
    await deleteWorkspace(workspace, AbortSignal.timeout(CLEAN_UP_TIME));
  } catch (error) {
    report({
      type: 'note',
      text: `The workspace ${workspace.id} could not be deleted: ${messageOf(error)}`,
    });
  }
}
