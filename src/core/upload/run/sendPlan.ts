import type { Digester } from '../../files/hashCache';
import { unstage } from '../../oxen/staging';
import type { Decisions } from '../decisions';
import { bytesToSend, type Choice, type EngineSetting, planRoutes, type Routes } from '../engines/choice';
import type { FailedBlob, SendContext } from '../engines/engine';
import type { OpenWorkspace } from './openWorkspace';
import { hashAgain } from './hashAgain';
import { fallBackToDuplicates } from './fallBackToDuplicates';
import { blobsOf, onlyDestinations, pathsOf, sourcesOf, withoutFailed } from '../plan/partialPlan';
import { type FailedFile, type Plan, type PlannedBlob, plannedFiles } from '../plan/plan';
import { requireDisk } from './requireDisk';
import { send } from './send';
import type { UploadOrder } from '../journal/records';
import type { ServerMemory } from '../engines/serverMemory';
import { restageOmitted } from './restageOmitted';

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
  readonly order: Pick<UploadOrder, 'secrets'>;
  /** What is known of servers from earlier runs. */
  readonly servers: ServerMemory;
}

/** Sends what is not staged yet, until nothing has failed or it is decided what to do about it. */
export async function sendPlan(
  plan: Plan,
  { staged }: OpenWorkspace,
  sending: SendContext,
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

  let { all, failed } = await sendAll(plan, routes, choice, sending);
  while (failed.length > 0) {
    const files = failedFiles(failed);
    const decision = await options.decisions.onFailure(files);
    sending.signal.throwIfAborted();
    if (decision === 'discard') return { plan: all, failed: files, isDiscarded: true };
    const without = withoutFailed(all, failed);
    await unstage(sending.workspace, pathsOf(blobsOf(failed)), sending.signal);
    if (decision === 'commit') return { plan: without, failed: files, isDiscarded: false };

    const now = await hashAgain(failed, sending, options.digest, options.order.secrets ?? []);
    const again = await sendAgain({ ...plan, blobs: now.blobs }, choice, sending);
    all = {
      ...all,
      blobs: [...without.blobs, ...again.all.blobs, ...blobsOf(now.failed)],
      unchanged: all.unchanged + now.unchanged,
    };
    failed = [...now.failed, ...again.failed];
  }
  return { plan: all, failed: [], isDiscarded: false };
}

/** What was to be sent, by the files that it was sent from, and what of it failed. */
interface Attempt {
  readonly all: Plan;
  readonly failed: readonly FailedBlob[];
}

async function sendAgain(plan: Plan, choice: Choice, sending: SendContext): Promise<Attempt> {
  for (const { source, size } of plan.blobs)
    sending.report({ type: 'again', bytes: size, reason: `Sending ${source} once more` });
  return sendAll(plan, await planRoutes(plan, choice, sending), choice, sending);
}

/** Sends by these routes, what cannot be read from an equal file, and looks that the server has staged all of it. */
async function sendAll(plan: Plan, routes: Routes, choice: Choice, sending: SendContext): Promise<Attempt> {
  const failed = [...(await send(routes, choice, sending))];
  failed.push(...(await restageOmitted(withoutFailed(plan, failed), sending)));
  if (failed.length === 0) return { all: plan, failed };

  const { lost, others } = fallBackToDuplicates(failed);
  const rest = others.length === 0 ? undefined : await sendAgain({ ...plan, blobs: others }, choice, sending);
  const staged = withoutFailed(plan, failed);
  return {
    all: { ...plan, blobs: [...staged.blobs, ...blobsOf(lost), ...(rest?.all.blobs ?? [])] },
    failed: [...lost, ...(rest?.failed ?? [])],
  };
}

/** Each local file by its name, equal ones too. */
function failedFiles(failed: readonly FailedBlob[]): readonly FailedFile[] {
  return failed.flatMap(({ blob, error }) => sourcesOf(blob).map((path) => ({ path, error })));
}

function bytesOf(blobs: readonly PlannedBlob[]): number {
  return blobs.reduce((sum, { size }) => sum + size, 0);
}
