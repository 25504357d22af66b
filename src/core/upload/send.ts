import { IntegrityError } from '../oxen/errors';
import { unstage } from '../oxen/staging';
import { canStageStored, type Routes } from './engines/choice';
import { type FailedBlob, failedBlob, type Sending, type StagedFile } from './engines/engine';
import { sendPacks } from './engines/packs';
import { requireVisibleStore } from './engines/probe';
import { sendRawBlobs } from './engines/rawChunks';
import { stageFiles } from './engines/stageFiles';
import { stageStored } from './engines/stageStored';
import { sendVersionChunks } from './engines/versionChunks';
import { sendVersionUploads } from './engines/versionUploads';
import type { PlannedBlob } from './plan';
import { readBack } from './readBack';

/**
 * Gets every blob of the plan stored and staged at all its destinations, or says which failed. Commits nothing.
 *
 * @throws OxenError when the run as a whole cannot go on
 */
export async function send(routes: Routes, sending: Sending): Promise<readonly FailedBlob[]> {
  const { report, features } = sending;
  report({ type: 'phase', phase: 'sending' });
  if (routes.raw.length > 0 && !features.rawVerified) await requireVisibleStore(sending);
  const failed = new Failures();
  failed.add(
    await stageFiles(
      routes['stage-files'].flatMap((blob) => firstDestinations(blob, sending)),
      sending,
    ),
  );
  failed.add(await sendPacks(routes.pack, sending));
  failed.add(await sendRawBlobs(routes.raw, sending));
  failed.add(await sendVersionChunks(routes.chunks, sending));
  failed.add(await sendVersionUploads(routes.session, sending));

  report({ type: 'phase', phase: 'finishing' });
  failed.add(await stageStored(failed.without(notStagedYet(routes, sending)), sending));

  if (!features.rawVerified) {
    const unproven = [...routes.stored, ...routes.raw].filter((blob) => !failed.has(blob));
    failed.add(await prove(unproven, sending));
  }
  return failed.all;
}

/**
 * Servers that do not check content: what is staged is read back before any branch sees it. A wrong blob is
 * replaced – only raw chunks under a fresh id do that (live-facts.md) –, staged anew and read once more.
 */
async function prove(blobs: readonly PlannedBlob[], sending: Sending): Promise<readonly FailedBlob[]> {
  const failed = new Failures();
  const wrong = await readBack(blobs, sending);
  if (wrong.length === 0) return [];
  await requireVisibleStore(sending);
  for (const blob of wrong)
    sending.report({
      type: 'again',
      bytes: blob.size,
      reason: `${blob.source} is stored with wrong content`,
    });
  failed.add(await sendRawBlobs(wrong, sending));
  const again = failed.without(wrong.flatMap(allDestinations));
  // What was noted of the wrong content, such as its size, must not stay.
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
function notStagedYet(routes: Routes, sending: Sending): readonly StagedFile[] {
  const chunks = routes.chunks.filter((blob) => canStageStored(blob, sending.features));
  return [
    ...[...routes.stored, ...routes.pack, ...routes.raw, ...chunks].flatMap(allDestinations),
    ...[...routes['stage-files'], ...routes.session].flatMap((blob) => furtherDestinations(blob, sending)),
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
