import { t } from '@vscode/l10n';
import { hashPieces } from '../../files/hashing/hash';
import { IntegrityError } from '../../oxen/errors';
import { atMost, LongerError } from '../../oxen/http/atMost';
import { unstage } from '../../oxen/staging';
import { readFile } from '../../oxen/tree';
import type { Choice } from '../engines/choice';
import { allDestinations, type Engine, type FailedBlob, type SendContext } from '../engines/engine';
import { sendLargeFiles } from '../engines/largeFiles';
import { stageStored } from '../engines/stageStored';
import type { StagedFile } from '../plan/plan';

/**
 * Reads what is staged back from the workspace and hashes it, before any branch sees it: the only proof of content on
 * servers that do not check it themselves.
 */
export async function isStagedRight(
  { blob: { hash, size }, path }: StagedFile,
  { workspace, signal }: Pick<SendContext, 'workspace' | 'signal'>,
): Promise<boolean> {
  const staged = { revision: workspace.id, file: path };
  const hashOf = (body: AsyncIterable<Uint8Array>) => hashPieces(atMost(body, size, path));
  try {
    return (await readFile(workspace.repository, staged, hashOf, signal)) === hash;
  } catch (error) {
    // The rest of what is longer than planned is not waited for.
    if (error instanceof LongerError) return false;
    throw error;
  }
}

/**
 * Replaces what was staged with wrong content – raw chunks under a fresh id do that for every file, version-chunks where
 * the store is out of their reach (docs/protocol/upload-chunk.md#raw) –, stages it again and reads it once more.
 *
 * @returns those that are wrong even then
 */
export async function replaceWrong(
  wrong: readonly StagedFile[],
  choice: Choice,
  context: SendContext,
): Promise<{ readonly right: readonly StagedFile[]; readonly failed: readonly FailedBlob[] }> {
  const failed: FailedBlob[] = [];
  const right: StagedFile[] = [];
  const blobs = wrong.map(({ blob }) => blob);
  for (const { size, source } of blobs)
    context.report({ type: 'again', bytes: size, reason: `${source} was stored with wrong content` });
  // Whatever engine the user chose: that one need not be able to.
  const able = { ...choice, engine: 'auto', engines: await replacingEngines(choice, context) };
  await sendLargeFiles(blobs, able, context, async (result, signal) => {
    if ('error' in result) {
      failed.push(result);
      return;
    }
    const again = allDestinations(result.blob);
    const paths = again.map(({ path }) => path);
    // What was noted of the wrong content, such as its size, must not stay.
    await unstage(context.workspace, paths, signal);
    const unstaged = await stageStored(again, { ...context, signal });
    failed.push(...unstaged);
    for (const file of unstaged.length > 0 ? [] : again) {
      if (await isStagedRight(file, { ...context, signal })) right.push(file);
      else failed.push({ blob: result.blob, error: arrivedTwice(result.blob.source) });
    }
  });
  return { right, failed };
}

function arrivedTwice(source: string): IntegrityError {
  return new IntegrityError(t('{0} arrived twice with wrong content.', source), {
    advice: t(
      'Something between this machine and the server’s disk alters data. Try another connection, and contact the server’s administrator.',
    ),
  });
}

async function replacingEngines({ engines }: Choice, context: SendContext): Promise<readonly Engine[]> {
  for (const engine of engines)
    if (engine.carries === 'one' && (await engine.replaces(context))) return [engine];
  return [];
}
