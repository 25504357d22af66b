import type { Choice, Routes } from '../engines/choice';
import { allDestinations, type Engine, type FailedBlob, type SendContext } from '../engines/engine';
import { sendLargeFiles } from '../engines/largeFiles';
import { stageStored } from '../engines/stageStored';

import type { PlannedBlob, StagedFile } from '../plan/plan';
import { Failures, prove, type Sent, unprovenBlobs, withoutProof } from './prove';

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
  for (const [engine, blobs] of routes.batches) failed.add(await engine.send(blobs, context));
  const large = await sendLargeFiles(routes.large, choice, context);
  failed.add(large.failed);

  report({ type: 'phase', phase: 'finishing' });
  const sent: readonly Sent[] = [...routes.batches, ...large.by];
  const unproven = new Set(await unprovenBlobs(routes.stored, sent, context));
  const left = notStagedYet(routes.stored, sent, context).filter(({ blob }) => !failed.has(blob));
  const proven = left.filter(({ blob }) => !unproven.has(blob));
  failed.add(await stageStored(proven, context));
  const others = left.filter(({ blob }) => unproven.has(blob));
  failed.add(await stageStored(others, withoutProof(context)));
  const staged = [...unproven].filter((blob) => !failed.has(blob));
  failed.add(await prove(staged, choice, context));
  return failed.all;
}

/** What its engine, or nobody, has staged by now of each blob that is there. */
function notStagedYet(
  stored: readonly PlannedBlob[],
  sent: readonly Sent[],
  { features }: SendContext,
): readonly StagedFile[] {
  const leftBy = (engine: Engine, blob: PlannedBlob): readonly StagedFile[] => {
    const leaves = engine.leaves(blob, features);
    return allDestinations(blob).slice(leaves === 'stored' ? 0 : leaves === 'staged once' ? 1 : Infinity);
  };
  return [
    ...stored.flatMap(allDestinations),
    ...sent.flatMap(([engine, blobs]) => blobs.flatMap((blob) => leftBy(engine, blob))),
  ];
}
