import { IntegrityError } from '../../oxen/errors';
import { stagedPaths } from '../../oxen/staging';
import { canStageStored } from '../engines/choice';
import {
  allDestinations,
  type FailedBlob,
  failedBlob,
  oneAfterTheOther,
  type SendContext,
} from '../engines/engine';
import { stageStored } from '../engines/stageStored';
import { sendVersionChunks } from '../engines/versionChunks';
import { onlyDestinations, pathsOf, withoutFailed } from '../plan/partialPlan';
import { type Plan, type PlannedBlob, plannedFiles } from '../plan/plan';
import { findEntries } from '../plan/remoteTree';

/**
 * Stages, once more, what the workspace does not hold after all: nothing is to be committed in part without a word.
 * From 0.55 on a server takes a file for unchanged when its blob has the size and the time of the one that lies there,
 * and looks no further (docs/protocol/staging.md#equal-times). A blob that is stored anew has a new time.
 */
export async function restageOmitted(plan: Plan, sending: SendContext): Promise<readonly FailedBlob[]> {
  const missing = await omittedFrom(plan, sending);
  const { blobs } = missing;
  if (blobs.length === 0) return [];
  sending.report({ type: 'unstaged', files: plannedFiles(missing) });
  for (const blob of blobs)
    sending.report({ type: 'again', bytes: blob.size, reason: `The server ${mistakeWith(blob)}` });
  const failed = [...(await oneAfterTheOther(blobs, sending, sendVersionChunks))];
  const stored = blobs.filter(
    (blob) => canStageStored(blob, sending.features) && !failed.some((failure) => failure.blob === blob),
  );
  failed.push(...(await stageStored(stored.flatMap(allDestinations), sending)));
  const still = await omittedFrom(withoutFailed(missing, failed), sending);
  sending.report({ type: 'unstaged', files: plannedFiles(still) });
  return [...failed, ...still.blobs.map((blob) => failedBlob(blob, stillOmitted(blob), sending))];
}

function mistakeWith(blob: PlannedBlob): string {
  return isReplacement(blob)
    ? `took ${blob.source} for unchanged`
    : `did not stage ${blob.source}, though it said so`;
}

function stillOmitted(blob: PlannedBlob): IntegrityError {
  return isReplacement(blob)
    ? new IntegrityError(`The server keeps taking ${blob.source} for unchanged, though it differs.`, {
        advice: 'Remove the file on the branch, then upload it again.',
      })
    : new IntegrityError(`The server says that it has staged ${blob.source}, but does not list it.`, {
        advice: 'Try again, and tell the server’s administrator.',
      });
}

function isReplacement({ destinations }: PlannedBlob): boolean {
  return destinations.some(({ replaces }) => replaces !== undefined);
}

/** Planned files that the workspace knows nothing of. */
async function omittedFrom(plan: Plan, { workspace, signal }: SendContext): Promise<Plan> {
  if (plan.blobs.length === 0) return plan;
  const staged = await stagedPaths(workspace, signal);
  const missing = onlyDestinations(plan, ({ path }) => !staged.has(path));
  if (missing.blobs.length === 0 || workspace.base === plan.base) return missing;
  // Somebody else may have committed the same before the workspace was made.
  const { entries } = await findEntries(workspace.repository, workspace.base, pathsOf(missing.blobs), signal);
  return onlyDestinations(missing, ({ path }, { hash }) => entries.get(path)?.hash !== hash);
}
