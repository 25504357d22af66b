import { t } from '@vscode/l10n';
import { IntegrityError } from '../../oxen/errors';
import { stagedPaths } from '../../oxen/staging';
import {
  allDestinations,
  type FailedBlob,
  failedBlob,
  oneAfterTheOther,
  type SendContext,
} from '../engines/engine';
import { canStageStored, stageStored } from '../engines/stageStored';
import { versionChunks } from '../engines/versionChunks';
import { onlyDestinations, withoutFailed } from '../plan/partialPlan';
import { type Plan, type PlannedBlob, plannedFiles } from '../plan/plan';
import { findEntries } from '../plan/remoteTree';

/**
 * Stages what the server left out without a word. From 0.55 on it takes a file for unchanged when its blob has the
 * size and the time of the one that lies there, and looks no further (docs/protocol/staging.md#equal-times). A blob
 * that is stored anew has a new time.
 */
export async function restageOmitted(plan: Plan, context: SendContext): Promise<readonly FailedBlob[]> {
  const missing = await omittedFrom(plan, context);
  const { blobs } = missing;
  if (blobs.length === 0) return [];
  context.report({ type: 'unstaged', files: plannedFiles(missing) });
  for (const { source, size } of blobs)
    context.report({ type: 'again', bytes: size, reason: `The server considered ${source} unchanged` });
  const failed = [...(await oneAfterTheOther(blobs, context, versionChunks.send))];
  const stored = blobs.filter(
    (blob) => canStageStored(blob, context.features) && !failed.some((failure) => failure.blob === blob),
  );
  failed.push(...(await stageStored(stored.flatMap(allDestinations), context)));
  const still = await omittedFrom(withoutFailed(missing, failed), context);
  context.report({ type: 'unstaged', files: plannedFiles(still) });
  const error = (blob: PlannedBlob) =>
    new IntegrityError(t('The server still considers {0} unchanged, although it differs.', blob.source), {
      advice: t('Remove the file on the branch, then upload it again.'),
    });
  return [...failed, ...still.blobs.map((blob) => failedBlob(blob, error(blob), context))];
}

/** Planned changes of files that the workspace knows nothing of. */
async function omittedFrom(plan: Plan, { workspace, signal }: SendContext): Promise<Plan> {
  const changes = onlyDestinations(plan, ({ replaces }) => replaces !== undefined);
  if (changes.blobs.length === 0) return changes;
  const staged = await stagedPaths(workspace, signal);
  const missing = onlyDestinations(changes, ({ path }) => !staged.has(path));
  if (missing.blobs.length === 0 || workspace.base === plan.base) return missing;
  // Somebody else may have committed the same before the workspace was made.
  const paths = missing.blobs.flatMap(({ destinations }) => destinations.map(({ path }) => path));
  const { entries } = await findEntries(workspace.repository, workspace.base, paths, signal);
  return onlyDestinations(missing, ({ path }, { hash }) => entries.get(path)?.hash !== hash);
}
