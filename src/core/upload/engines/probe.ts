import { randomUUID } from 'node:crypto';
import { hashBytes } from '../../files/hash';
import { bufferBody } from '../../oxen/client';
import { sendRawChunk } from '../../oxen/uploadChunk';
import { blobSize } from '../../oxen/versions';
import { isLostReply } from './assembly';
import type { Sending } from './engine';
import { MisfitError } from './misfit';

const PROBE = Buffer.from('Oxen Upload: does the store see what upload_chunk writes?\n');
const ATTEMPTS = 3;

/**
 * Raw chunks are written where a default local store lies, whatever store the repository has; a server need not tell
 * which (oxen-protocol.md §1.10). A tiny blob shows it before gigabytes are sent for nothing.
 *
 * @throws MisfitError when the store does not see it
 */
export async function requireVisibleStore({ workspace, features, signal }: Sending): Promise<void> {
  const { repository } = workspace;
  const hash = await hashBytes(PROBE);
  const isVisible = async () => (await blobSize(repository, hash, signal)) === PROBE.byteLength;
  const chunk = {
    uploadId: features.rawVerified ? hash : randomUUID(),
    hash,
    number: 0,
    total: 1,
    totalBytes: PROBE.byteLength,
    body: bufferBody(PROBE),
  };
  for (let left = ATTEMPTS; left > 0; left--) {
    if (await isVisible()) return;
    try {
      await sendRawChunk(repository, chunk, { signal, onSent: () => undefined });
      break;
    } catch (error) {
      if (!isLostReply(error) || left === 1) throw error;
    }
  }
  if (await isVisible()) return;
  throw new MisfitError(
    'This repository keeps its content in a store that the engine upload-chunk does not reach.',
    'server',
  );
}
