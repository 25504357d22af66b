import pMap from 'p-map';
import { hashPieces } from '../files/hash';
import { readFile } from '../oxen/tree';
import { allDestinations, type Sending } from './engines/engine';
import type { PlannedBlob } from './plan';

const READ_AT_ONCE = 4;

/**
 * Reads staged blobs back from the workspace and hashes them: the only proof of content on servers that do not
 * check it themselves. Reports the right ones as staged; returns those that are wrong: no branch has seen them yet.
 */
export async function readBack(
  blobs: readonly PlannedBlob[],
  { workspace, signal, report }: Sending,
): Promise<readonly PlannedBlob[]> {
  const wrong = await pMap(
    blobs,
    async (blob) => {
      const [destination] = blob.destinations;
      if (destination === undefined) return [];
      const staged = { revision: workspace.id, file: destination.path };
      if ((await readFile(workspace.repository, staged, hashPieces, signal)) !== blob.hash) return [blob];
      report({ type: 'staged', files: allDestinations(blob) });
      return [];
    },
    { concurrency: READ_AT_ONCE, signal },
  );
  return wrong.flat();
}
