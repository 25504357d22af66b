import { t } from '@vscode/l10n';
import { IntegrityError } from '../../oxen/errors';
import { unstage } from '../../oxen/staging';
import type { Choice } from '../engines/choice';
import {
  allDestinations,
  type Engine,
  type FailedBlob,
  failedBlob,
  type SendContext,
} from '../engines/engine';
import { sendLargeFiles } from '../engines/largeFiles';
import { stageStored } from '../engines/stageStored';
import type { Report } from '../events';
import type { PlannedBlob, Destination } from '../plan/plan';
import pMap from 'p-map';
import { hashPieces } from '../../files/hash';
import { atMost, LongerError } from '../../oxen/http/atMost';
import { readFile } from '../../oxen/tree';

/** What an engine has taken. */
export type Sent = readonly [Engine, readonly PlannedBlob[]];

/** Blobs whose content the server has not checked: what was there before on such a server, and what engines leave so. */
export async function unprovenBlobs(
  stored: readonly PlannedBlob[],
  sent: readonly Sent[],
  context: SendContext,
): Promise<readonly PlannedBlob[]> {
  if (context.features.rawVerified) return [];
  const unproven = [...stored];
  for (const [engine, blobs] of sent)
    if (blobs.length > 0 && !(await engine.isVerified(context))) unproven.push(...blobs);
  return unproven;
}

/** Files count as staged, here and when a run is resumed, once their content is proven. */
export function withoutProof(context: SendContext): SendContext {
  const report: Report = (event) => {
    if (event.type !== 'staged') context.report(event);
  };
  return { ...context, report };
}

/**
 * Reads back what is staged before any branch sees it. A wrong blob is replaced – raw chunks under a fresh id do that
 * for every file, version-chunks where the store is out of their reach (docs/protocol/upload-chunk.md#raw) –, staged
 * again and read once more.
 */
export async function prove(
  blobs: readonly PlannedBlob[],
  choice: Choice,
  context: SendContext,
): Promise<readonly FailedBlob[]> {
  const failed = new Failures();
  const wrong = await readBack(blobs, context);
  if (wrong.length === 0) return [];
  for (const blob of wrong)
    context.report({
      type: 'again',
      bytes: blob.size,
      reason: `${blob.source} was stored with wrong content`,
    });
  const engines = await replacingEngines(choice, context);
  failed.add((await sendLargeFiles(wrong, { ...choice, engine: 'auto', engines }, context)).failed);
  const replaced = wrong.filter((blob) => !failed.has(blob));
  const again = replaced.flatMap(allDestinations);
  // What was noted of the wrong content, such as its size, must not stay.
  await unstage(
    context.workspace,
    again.map(({ path }) => path),
    context.signal,
  );
  failed.add(await stageStored(again, withoutProof(context)));
  const staged = replaced.filter((blob) => !failed.has(blob));
  failed.add(
    (await readBack(staged, context)).map((blob) =>
      failedBlob(
        blob,
        new IntegrityError(t('{0} arrived twice with wrong content.', blob.source), {
          advice: t(
            'Something between this machine and the server’s disk alters data. Try another connection, and contact the server’s administrator.',
          ),
        }),
        context,
      ),
    ),
  );
  return failed.all;
}

/** Whatever engine the user chose: that one need not be able to. */
async function replacingEngines({ engines }: Choice, context: SendContext): Promise<readonly Engine[]> {
  for (const engine of engines)
    if (engine.carries === 'one' && (await engine.replaces(context))) return [engine];
  return [];
}

const READ_AT_ONCE = 4;

/**
 * Reads staged blobs back from the workspace and hashes them: the only proof of content on servers that do not
 * check it themselves. Reports the right ones as staged; returns those that are wrong: no branch has seen them yet.
 */
async function readBack(
  blobs: readonly PlannedBlob[],
  { workspace, signal, report }: SendContext,
): Promise<readonly PlannedBlob[]> {
  const wrong = await pMap(
    blobs,
    async (blob) => {
      const [destination] = blob.destinations;
      if (destination === undefined) return [];
      if ((await stagedHash(blob, destination, { workspace, signal })) !== blob.hash) return [blob];
      report({ type: 'staged', files: allDestinations(blob) });
      return [];
    },
    { concurrency: READ_AT_ONCE, signal },
  );
  return wrong.flat();
}

/** `undefined` of what is longer than planned: the rest of it is not waited for. */
async function stagedHash(
  { size }: PlannedBlob,
  { path }: Destination,
  { workspace, signal }: Pick<SendContext, 'workspace' | 'signal'>,
): Promise<string | undefined> {
  const staged = { revision: workspace.id, file: path };
  const hash = (body: AsyncIterable<Uint8Array>) => hashPieces(atMost(body, size, path));
  try {
    return await readFile(workspace.repository, staged, hash, signal);
  } catch (error) {
    if (error instanceof LongerError) return undefined;
    throw error;
  }
}

/** The blobs that failed so far, each once. */
export class Failures {
  private readonly byBlob = new Map<PlannedBlob, FailedBlob>();

  add(failures: readonly FailedBlob[]): void {
    for (const failure of failures) this.byBlob.set(failure.blob, failure);
  }

  has(blob: PlannedBlob): boolean {
    return this.byBlob.has(blob);
  }

  get all(): readonly FailedBlob[] {
    return [...this.byBlob.values()];
  }
}
