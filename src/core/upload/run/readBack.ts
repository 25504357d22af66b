import pMap from 'p-map';
import { hashPieces } from '../../files/hash';
import { atMost, LongerError } from '../../oxen/http/atMost';
import { readFile } from '../../oxen/tree';
import { allDestinations, type SendContext } from '../engines/engine';
import type { Destination, PlannedBlob } from '../plan/plan';

const READ_AT_ONCE = 4;

/**
 * Reads staged blobs back from the workspace and hashes them: the only proof of content on servers that do not
 * check it themselves. Reports the right ones as staged; returns those that are wrong: no branch has seen them yet.
 */
export async function readBack(
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
