import { t } from '@vscode/l10n';
import { IntegrityError } from '../../oxen/errors';
import { stagedPaths } from '../../oxen/stagedPaths';
import { inTurns } from '../../shareThread';
import { allDestinations, type FailedBlob, oneAfterTheOther, type SendContext } from '../engines/engine';
import { withChunkHashes } from '../engines/parts/withChunkHashes';
import { canStageStored, stageStored } from '../engines/stageStored';
import { versionChunks } from '../engines/versionChunks';
import { onlyDestinations, pathsOf, withoutFailed } from '../plan/partialPlan';
import { type Plan, type PlannedBlob, plannedFiles } from '../plan/plan';
import { findEntries } from '../plan/remoteTree';

/** Two contents that change places are both stored again, and may get one time again. */
const ATTEMPTS = 3;

/**
 * Stages, once more, what the workspace does not hold after all: nothing is to be committed in part without a word.
 * From 0.55 on a server takes a file for unchanged when its blob has the size and the time of the one that lies there,
 * and looks no further (docs/protocol/staging.md#equal-times). A blob that is stored again has a new time.
 */
export async function restageOmitted(
  plan: Plan,
  context: SendContext,
  attempts = ATTEMPTS,
): Promise<readonly FailedBlob[]> {
  const missing = await omittedFrom(plan, context);
  const blobs = missing.blobs.flatMap((blob) => sentAtOnce(blob, context));
  if (blobs.length === 0) return [];
  context.report({ type: 'unstaged', files: plannedFiles(missing) });
  for (const blob of blobs) context.report({ type: 'again', bytes: blob.size, reason: mistakeWith(blob) });
  const sendAgain = async (blob: PlannedBlob, each: SendContext) =>
    versionChunks.send(await withChunkHashes(blob, each.signal), each);
  const failed = [...(await oneAfterTheOther(blobs, context, sendAgain))];
  const stored = blobs.filter(
    (blob) => canStageStored(blob, context.features) && !failed.some((failure) => failure.blob === blob),
  );
  failed.push(...(await stageStored(stored.flatMap(allDestinations), context)));
  const still = await omittedFrom(withoutFailed(missing, failed), context);
  const restaged = withoutFailed(
    withoutFailed(missing, failed),
    still.blobs.map((blob) => ({ blob })),
  );
  context.recorder.staged(restaged.blobs.flatMap(allDestinations));
  if (still.blobs.length > 0 && attempts > 1)
    return [...failed, ...(await restageOmitted(still, context, attempts - 1))];
  return [...failed, ...still.blobs.map((blob) => ({ blob, error: stillOmitted(blob) }))];
}

/** Where nothing stages what is stored, it is sent for each destination. */
function sentAtOnce(blob: PlannedBlob, { features }: SendContext): readonly PlannedBlob[] {
  if (canStageStored(blob, features)) return [blob];
  return blob.destinations.map((one) => ({ ...blob, destinations: [one] }));
}

function mistakeWith(blob: PlannedBlob): string {
  return isReplacement(blob)
    ? `The server considered ${blob.source} unchanged`
    : `The server reported ${blob.source} as staged, but did not stage it`;
}

function stillOmitted(blob: PlannedBlob): IntegrityError {
  return isReplacement(blob)
    ? new IntegrityError(t('The server still considers {0} unchanged, although it differs.', blob.source), {
        advice: t('Remove the file on the branch, then upload it again.'),
      })
    : new IntegrityError(t('The server reports {0} as staged, but does not list it.', blob.source), {
        advice: t('Try again. If the problem persists, contact the server’s administrator.'),
      });
}

function isReplacement({ destinations }: PlannedBlob): boolean {
  return destinations.some(({ replaces }) => replaces !== undefined);
}

/** Planned files that the workspace knows nothing of. */
async function omittedFrom(plan: Plan, { workspace, signal }: SendContext): Promise<Plan> {
  if (plan.blobs.length === 0) return plan;
  const staged = await stagedPaths(workspace, pathsOf(plan.blobs), { expectsAll: true, signal });
  const blobs: PlannedBlob[] = [];
  for await (const some of inTurns(plan.blobs))
    blobs.push(...onlyDestinations({ ...plan, blobs: some }, ({ path }) => !staged.has(path)).blobs);
  const missing = { ...plan, blobs };
  if (missing.blobs.length === 0 || workspace.base === plan.base) return missing;
  // Somebody else may have committed the same before the workspace was made.
  const { entries } = await findEntries(workspace.repository, workspace.base, pathsOf(missing.blobs), signal);
  return onlyDestinations(missing, ({ path }, { hash }) => entries.get(path)?.hash !== hash);
}
