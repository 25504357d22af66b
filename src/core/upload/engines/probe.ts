import { randomUUID } from 'node:crypto';
import { hashBytes } from '../../files/hash';
import { OxenError } from '../../oxen/errors';
import { bufferBody } from '../../oxen/client';
import { sendRawChunk } from '../../oxen/uploadChunk';
import { blobSize } from '../../oxen/versions';
import type { Sending } from './engine';

const PROBE = Buffer.from('Oxen Upload: does the store see what upload_chunk writes?\n');

/**
 * Below 0.54, raw chunks are written where a default local store lies, whatever store the repository has; a server
 * does not tell which (oxen-protocol.md §1.10). A tiny blob shows it before gigabytes are sent for nothing.
 *
 * @throws OxenError when the store does not see it
 */
export async function requireVisibleStore({ workspace, signal }: Sending): Promise<void> {
  const { repository } = workspace;
  const hash = await hashBytes(PROBE);
  if ((await blobSize(repository, hash, signal)) === PROBE.byteLength) return;
  const chunk = {
    uploadId: randomUUID(),
    hash,
    number: 0,
    total: 1,
    totalBytes: PROBE.byteLength,
    body: bufferBody(PROBE),
  };
  await sendRawChunk(repository, chunk, { signal, onSent: () => undefined });
  if ((await blobSize(repository, hash, signal)) === PROBE.byteLength) return;
  throw new OxenError(
    'This repository keeps its content in a store that the engine upload-chunk does not reach.',
    {
      advice: 'Choose the engine “version-chunks”.',
    },
  );
}
