import { setTimeout as delay } from 'node:timers/promises';
import { HttpError, NetworkError, TimeoutError } from '../../../oxen/errors';
import { blobSize } from '../../../oxen/blobs/blobs';
import type { PlannedBlob } from '../../plan/plan';
import type { SendContext } from '../engine';

/** How long a server may take to begin assembling, how fast the slowest is, how often we look. */
const NOT_BEGUN_WAIT = 10_000;
const ASSEMBLED_BYTES_PER_MS = 20_000;
const POLL_PAUSE = 500;

/** Whether the server keeps the blob in its full size. */
export async function isStored(
  { hash, size }: PlannedBlob,
  { workspace, signal }: SendContext,
): Promise<boolean> {
  return (await blobSize(workspace.repository, hash, signal)) === size;
}

/** Whether a request may have been carried out although its reply did not come. */
export function isLostReply(error: unknown): boolean {
  return (
    error instanceof NetworkError ||
    error instanceof TimeoutError ||
    (error instanceof HttpError && error.status > 500)
  );
}

/** After a lost reply: waits for the blob in its full size, longer while the server writes it. */
export async function becomesStored(blob: PlannedBlob, { workspace, signal }: SendContext): Promise<boolean> {
  const start = performance.now();
  for (;;) {
    const size = await blobSize(workspace.repository, blob.hash, signal);
    if (size === blob.size) return true;
    const patience =
      size === undefined ? NOT_BEGUN_WAIT : NOT_BEGUN_WAIT + blob.size / ASSEMBLED_BYTES_PER_MS;
    if (performance.now() - start > patience) return false;
    await delay(POLL_PAUSE, undefined, { signal });
  }
}
