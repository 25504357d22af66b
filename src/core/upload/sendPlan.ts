import type { Digester } from '../files/hashCache';
import { LocalFileError } from '../files/localFileError';
import { unstage } from '../oxen/staging';
import type { Decisions } from './decisions';
import { bytesToSend, type Choice, type EngineSetting, planRoutes, type Routes } from './engines/choice';
import { type FailedBlob, failedBlob, type Sending } from './engines/engine';
import type { OpenWorkspace } from './openWorkspace';
import { onlyDestinations, pathsOf, withoutBlobs, withoutPaths } from './partialPlan';
import {
  CHUNK_BYTES,
  type FailedFile,
  type Plan,
  type PlannedBlob,
  plannedFiles,
  SMALL_FILE_BYTES,
} from './plan';
import { requireDisk } from './requireDisk';
import { send } from './send';
import type { ServerMemory } from './serverMemory';
import { stageUnnoticed } from './stageUnnoticed';

/** What lies in the workspace after sending. */
export interface Sent {
  /** Without the files that failed. */
  readonly plan: Plan;
  readonly failed: readonly FailedFile[];
  readonly isDiscarded: boolean;
}

export interface SendPlanOptions {
  readonly engine: EngineSetting;
  readonly decisions: Decisions;
  readonly digest: Digester;
  /** What is known of servers from earlier runs. */
  readonly servers: ServerMemory;
}

/** Sends what is not staged yet, until nothing has failed or it is decided what to do about it. */
export async function sendPlan(
  plan: Plan,
  { staged }: OpenWorkspace,
  sending: Sending,
  options: SendPlanOptions,
): Promise<Sent> {
  const todo = onlyDestinations(plan, ({ path }) => !staged.has(path));
  const kept = onlyDestinations(plan, ({ path }) => staged.has(path));
  const choice = { engine: options.engine, store: plan.target.store, servers: options.servers };
  const routes = await planRoutes(todo, choice, sending);
  if (routes.pack.length > 0) sending.report({ type: 'engine', name: 'upload-chunk' });
  await requireDisk(routes, choice, sending);
  await sending.hub?.expect(bytesToSend(routes), sending.workspace, sending.signal);
  sending.report({
    type: 'planned',
    files: plannedFiles(plan),
    bytes: bytesToSend(routes) + bytesOf(kept.blobs),
  });
  sending.report({ type: 'kept', files: plannedFiles(kept), bytes: bytesOf(kept.blobs) });

  let all = plan;
  let failed = await sendAll(plan, routes, choice, sending);
  while (failed.length > 0) {
    const files = failed.map(({ blob, error }) => ({ path: blob.source, error }));
    const decision = await options.decisions.onFailure(files);
    sending.signal.throwIfAborted();
    const without = withoutPaths(all, new Set<string>(pathsOf(failed.map(({ blob }) => blob))));
    if (decision === 'discard') return { plan: all, failed: files, isDiscarded: true };
    if (decision === 'commit') {
      await unstage(sending.workspace, pathsOf(failed.map(({ blob }) => blob)), sending.signal);
      return { plan: without, failed: files, isDiscarded: false };
    }
    const { blobs, stillFailed } = await hashAgain(failed, sending, options.digest);
    all = { ...all, blobs: [...without.blobs, ...blobs, ...stillFailed.map(({ blob }) => blob)] };
    failed = [...stillFailed, ...(await sendAgain({ ...all, blobs }, choice, sending))];
  }
  return { plan: all, failed: [], isDiscarded: false };
}

async function sendAgain(plan: Plan, choice: Choice, sending: Sending): Promise<readonly FailedBlob[]> {
  for (const { source, size } of plan.blobs)
    sending.report({ type: 'again', bytes: size, reason: `Sending ${source} once more` });
  return sendAll(plan, await planRoutes(plan, choice, sending), choice, sending);
}

/** Sends by these routes, and looks that the server has staged all of the plan. */
async function sendAll(
  plan: Plan,
  routes: Routes,
  choice: Choice,
  sending: Sending,
): Promise<readonly FailedBlob[]> {
  const failed = await send(routes, choice, sending);
  const sent = withoutBlobs(
    plan,
    failed.map(({ blob }) => blob),
  );
  return [...failed, ...(await stageUnnoticed(sent, sending))];
}

/** What failed may have changed on disk meanwhile: it is planned with what it holds now. */
async function hashAgain(failures: readonly FailedBlob[], sending: Sending, digest: Digester) {
  const blobs: PlannedBlob[] = [];
  const stillFailed: FailedBlob[] = [];
  for (const { blob } of failures) {
    try {
      const now = await digest(blob.source, { chunkBytes: CHUNK_BYTES, signal: sending.signal });
      blobs.push({ ...blob, ...now, chunks: now.size > SMALL_FILE_BYTES ? now.chunks : [] });
    } catch (error) {
      if (!(error instanceof LocalFileError)) throw error;
      stillFailed.push(failedBlob(blob, error, sending));
    }
  }
  return { blobs, stillFailed };
}

function bytesOf(blobs: readonly PlannedBlob[]): number {
  return blobs.reduce((sum, { size }) => sum + size, 0);
}
