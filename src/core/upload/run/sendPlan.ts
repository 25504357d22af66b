import type { Digester } from '../../files/hashCache';
import { unstage } from '../../oxen/staging';
import type { Decisions } from '../host';
import { bytesToSend, type Choice, planRoutes, type Routes } from '../engines/choice';
import type { FailedBlob, SendContext } from '../engines/engine';
import type { OpenWorkspace } from './openWorkspace';
import { hashAgain } from './hashAgain';
import { blobsOf, onlyDestinations, pathsOf, sourcesOf, withoutFailed } from '../plan/partialPlan';
import { type FailedFile, type Plan, type PlannedBlob, plannedFiles } from '../plan/plan';
import { requireDisk } from './requireDisk';
import { send } from './send';
import type { SavedOrder } from '../journal/records';
import { restageOmitted } from './restageOmitted';
import { LocalFileError } from '../../files/localFileError';

/** What lies in the workspace after sending. */
export interface Sent {
  /** Without the files that failed. */
  readonly plan: Plan;
  readonly failed: readonly FailedFile[];
  readonly isDiscarded: boolean;
}

export interface SendPlanOptions extends Pick<Choice, 'engines' | 'engine' | 'servers'> {
  readonly decisions: Decisions;
  readonly digest: Digester;
  readonly order: Pick<SavedOrder, 'secrets'>;
}

/** Sends what is not staged yet, until nothing has failed or it is decided what to do about it. */
export async function sendPlan(
  plan: Plan,
  { staged }: OpenWorkspace,
  context: SendContext,
  options: SendPlanOptions,
): Promise<Sent> {
  const todo = onlyDestinations(plan, ({ path }) => !staged.has(path));
  const kept = onlyDestinations(plan, ({ path }) => staged.has(path));
  const { engines, engine, servers } = options;
  const choice = { engines, engine, servers, store: plan.target.store };
  const routes = await planRoutes(todo, choice, context);
  const [, ...unusual] = routes.batches;
  for (const [{ name }, blobs] of unusual) if (blobs.length > 0) context.report({ type: 'engine', name });
  await requireDisk(routes, choice, context);
  await context.hub?.expect(bytesToSend(routes), context.workspace, context.signal);
  context.report({
    type: 'planned',
    files: plannedFiles(plan),
    bytes: bytesToSend(routes) + bytesOf(kept.blobs),
  });
  context.report({ type: 'kept', files: plannedFiles(kept), bytes: bytesOf(kept.blobs) });

  let { all, failed } = await sendAll(plan, routes, choice, context);
  while (failed.length > 0) {
    const files = failedFiles(failed);
    const decision = await options.decisions.onFailure(files);
    context.signal.throwIfAborted();
    if (decision === 'discard') return { plan: all, failed: files, isDiscarded: true };
    const without = withoutFailed(all, failed);
    await unstage(context.workspace, pathsOf(blobsOf(failed)), context.signal);
    if (decision === 'commit') return { plan: without, failed: files, isDiscarded: false };

    const now = await hashAgain(failed, context, options.digest, options.order.secrets ?? []);
    const again = await sendAgain({ ...plan, blobs: now.blobs }, choice, context);
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

async function sendAgain(plan: Plan, choice: Choice, context: SendContext): Promise<Attempt> {
  for (const { source, size } of plan.blobs)
    context.report({ type: 'again', bytes: size, reason: `Sending ${source} again` });
  return sendAll(plan, await planRoutes(plan, choice, context), choice, context);
}

/** Sends by these routes, what cannot be read from an equal file, and looks that the server has staged all of it. */
async function sendAll(plan: Plan, routes: Routes, choice: Choice, context: SendContext): Promise<Attempt> {
  const failed = [...(await send(routes, choice, context))];
  failed.push(...(await restageOmitted(withoutFailed(plan, failed), context)));
  if (failed.length === 0) return { all: plan, failed };

  const { lost, others } = fallBackToDuplicates(failed);
  const rest = others.length === 0 ? undefined : await sendAgain({ ...plan, blobs: others }, choice, context);
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

interface Fallback {
  /** Failed for good, with the destinations of the files that failed only. */
  readonly lost: readonly FailedBlob[];
  /** The same content for the other destinations, from a file that belongs to one of them. */
  readonly others: readonly PlannedBlob[];
}

/** Equal files travel once; when the one that was read has changed or is gone, that is no fault of the others. */
function fallBackToDuplicates(failed: readonly FailedBlob[]): Fallback {
  const lost: FailedBlob[] = [];
  const others: PlannedBlob[] = [];
  for (const { blob, error } of failed) {
    const isFailed = ({ source }: { readonly source: string }) =>
      !(error instanceof LocalFileError) || source === blob.source;
    const rest = blob.destinations.filter((destination) => !isFailed(destination));
    const [other] = rest;
    lost.push({ blob: { ...blob, destinations: blob.destinations.filter(isFailed) }, error });
    if (other !== undefined) others.push({ ...blob, source: other.source, destinations: rest });
  }
  return { lost, others };
}
