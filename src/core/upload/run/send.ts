import { canStageStored, type Choice, type Routes } from '../engines/choice';
import { allDestinations, type FailedBlob, type SendContext } from '../engines/engine';
import { type LargeOutcome, sendLargeFiles } from '../engines/largeFiles';
import { sendPacks } from '../engines/packs';
import { stageFiles } from '../engines/stageFiles';
import { stageStored } from '../engines/stageStored';
import { Failures } from './failures';
import type { PlannedBlob, StagedFile } from '../plan/plan';
import { prove, unprovenBlobs, withoutProof } from './prove';

/**
 * Gets every blob of the plan stored and staged at all its destinations, or says which failed. Commits nothing.
 *
 * @throws OxenError when the run as a whole cannot go on
 */
export async function send(
  routes: Routes,
  choice: Choice,
  context: SendContext,
): Promise<readonly FailedBlob[]> {
  const { report } = context;
  report({ type: 'phase', phase: 'sending' });
  const failed = new Failures();
  failed.add(
    await stageFiles(
      routes['stage-files'].flatMap((blob) => firstDestinations(blob, context)),
      context,
    ),
  );
  failed.add(await sendPacks(routes.pack, context));
  const large = await sendLargeFiles(routes.large, choice, context);
  failed.add(large.failed);

  report({ type: 'phase', phase: 'finishing' });
  const unproven = new Set(await unprovenBlobs(routes, large, context));
  const left = notStagedYet(routes, large, context).filter(({ blob }) => !failed.has(blob));
  const proven = left.filter(({ blob }) => !unproven.has(blob));
  failed.add(await stageStored(proven, context));
  const others = left.filter(({ blob }) => unproven.has(blob));
  failed.add(await stageStored(others, withoutProof(context)));
  const staged = [...unproven].filter((blob) => !failed.has(blob));
  failed.add(await prove(staged, choice, context));
  return failed.all;
}

/** What the engines stored only, and further copies of what they staged at one destination. */
function notStagedYet(routes: Routes, { by }: LargeOutcome, context: SendContext): readonly StagedFile[] {
  const chunks = by['version-chunks'].filter((blob) => canStageStored(blob, context.features));
  const stored = [...routes.stored, ...routes.pack, ...by['upload-chunk'], ...chunks];
  const stagedOnce = [...routes['stage-files'], ...by['version-uploads']];
  return [
    ...stored.flatMap(allDestinations),
    ...stagedOnce.flatMap((blob) => furtherDestinations(blob, context)),
  ];
}

/** What travels with the content: all destinations where nothing else can stage them, else one. */
function firstDestinations(blob: PlannedBlob, { features }: SendContext): readonly StagedFile[] {
  return allDestinations(blob).slice(0, canStageStored(blob, features) ? 1 : undefined);
}

function furtherDestinations(blob: PlannedBlob, context: SendContext): readonly StagedFile[] {
  return allDestinations(blob).slice(firstDestinations(blob, context).length);
}
