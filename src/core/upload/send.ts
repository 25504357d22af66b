import { IntegrityError } from '../oxen/errors';
import { unstage } from '../oxen/staging';
import { canStageStored, type Choice, type Routes } from './engines/choice';
import { type FailedBlob, failedBlob, type Sending, type StagedFile } from './engines/engine';
import { type LargeOutcome, sendLargeFiles } from './engines/largeFiles';
import { sendPacks } from './engines/packs';
import { joinsUnchecked } from './engines/probe';
import { stageFiles } from './engines/stageFiles';
import { stageStored } from './engines/stageStored';
import type { PlannedBlob } from './plan';
import { readBack } from './readBack';

/**
 * Gets every blob of the plan stored and staged at all its destinations, or says which failed. Commits nothing.
 *
 * @throws OxenError when the run as a whole cannot go on
 */
export async function send(routes: Routes, choice: Choice, sending: Sending): Promise<readonly FailedBlob[]> {
  const { report, features } = sending;
  report({ type: 'phase', phase: 'sending' });
  const failed = new Failures();
  failed.add(
    await stageFiles(
      routes['stage-files'].flatMap((blob) => firstDestinations(blob, sending)),
      sending,
    ),
  );
  failed.add(await sendPacks(routes.pack, sending));
  const large = await sendLargeFiles(routes.large, choice, sending);
  failed.add(large.failed);

  report({ type: 'phase', phase: 'finishing' });
  failed.add(await stageStored(failed.without(notStagedYet(routes, large, sending)), sending));

  if (!features.rawVerified) {
    const chunks = large.by['version-chunks'];
    const unchecked = chunks.length > 0 && (await joinsUnchecked(sending)) ? chunks : [];
    const unproven = [...routes.stored, ...large.by['upload-chunk'], ...unchecked].filter(
      (blob) => !failed.has(blob),
    );
    failed.add(await prove(unproven, choice, sending));
  }
  return failed.all;
}

/**
 * Servers that do not check content: what is staged is read back before any branch sees it. A wrong blob is
 * replaced – raw chunks under a fresh id do that for every file, version-chunks where the store is out of their reach
 * (live-facts.md) –, staged anew and read once more.
 */
async function prove(
  blobs: readonly PlannedBlob[],
  choice: Choice,
  sending: Sending,
): Promise<readonly FailedBlob[]> {
  const failed = new Failures();
  const wrong = await readBack(blobs, sending);
  if (wrong.length === 0) return [];
  for (const blob of wrong)
    sending.report({
      type: 'again',
      bytes: blob.size,
      reason: `${blob.source} is stored with wrong content`,
    });
  const engine = (await joinsUnchecked(sending)) ? 'version-chunks' : 'upload-chunk';
  failed.add((await sendLargeFiles(wrong, { ...choice, engine }, sending)).failed);
  const again = failed.without(wrong.flatMap(allDestinations));
  // What was noted of the wrong content, such as its size, must not stay.
  sending.report({ type: 'unstaged', files: again.length });
  await unstage(
    sending.workspace,
    again.map(({ path }) => path),
    sending.signal,
  );
  failed.add(await stageStored(again, sending));
  const replaced = wrong.filter((blob) => !failed.has(blob));
  failed.add(
    (await readBack(replaced, sending)).map((blob) =>
      failedBlob(
        blob,
        new IntegrityError(`${blob.source} arrived twice with wrong content.`, {
          advice:
            'Something between here and the server’s disk alters data. Try another connection, and tell the server’s administrator.',
        }),
        sending,
      ),
    ),
  );
  return failed.all;
}

/** What the engines stored only, and further copies of what they staged at one destination. */
function notStagedYet(routes: Routes, { by }: LargeOutcome, sending: Sending): readonly StagedFile[] {
  const chunks = by['version-chunks'].filter((blob) => canStageStored(blob, sending.features));
  const stored = [...routes.stored, ...routes.pack, ...by['upload-chunk'], ...chunks];
  const stagedOnce = [...routes['stage-files'], ...by['version-uploads']];
  return [
    ...stored.flatMap(allDestinations),
    ...stagedOnce.flatMap((blob) => furtherDestinations(blob, sending)),
  ];
}

/** What travels with the content: all destinations where nothing else can stage them, else one. */
function firstDestinations(blob: PlannedBlob, { features }: Sending): readonly StagedFile[] {
  return allDestinations(blob).slice(0, canStageStored(blob, features) ? 1 : undefined);
}

function furtherDestinations(blob: PlannedBlob, sending: Sending): readonly StagedFile[] {
  return allDestinations(blob).slice(firstDestinations(blob, sending).length);
}

function allDestinations(blob: PlannedBlob): readonly StagedFile[] {
  return blob.destinations.map(({ path }) => ({ blob, path }));
}

class Failures {
  private readonly byBlob = new Map<PlannedBlob, FailedBlob>();

  add(failures: readonly FailedBlob[]): void {
    for (const failure of failures) this.byBlob.set(failure.blob, failure);
  }

  has(blob: PlannedBlob): boolean {
    return this.byBlob.has(blob);
  }

  without(files: readonly StagedFile[]): readonly StagedFile[] {
    return files.filter(({ blob }) => !this.byBlob.has(blob));
  }

  get all(): readonly FailedBlob[] {
    return [...this.byBlob.values()];
  }
}
