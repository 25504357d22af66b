import { t } from '@vscode/l10n';
import { randomUUID } from 'node:crypto';
import { hashBytes } from '../../../files/hashing/hash';
import { bufferBody } from '../../../oxen/http/client';
import { sendRawChunk } from '../../../oxen/blobs/uploadChunkCall';
import { blobSize } from '../../../oxen/blobs/blobs';
import { HttpError, isUnknownRoute } from '../../../oxen/errors';
import { isLostReply } from './assembly';
import type { Workspace } from '../../../oxen/workspaces';
import { unlessAborted } from '../../../unlessAborted';
import type { SendContext } from '../engine';
import { EngineUnsupportedError } from '../engineUnsupported';

const PROBE = Buffer.from('Oxen Upload: does the store see what upload_chunk writes?\n');
const ATTEMPTS = 3;

/**
 * Below 0.54 a server checks the chunks that it joins only in a local store, and does not tell which it has
 * (docs/protocol/version-chunks.md#completing).
 */
export async function joinsUnchecked(context: SendContext): Promise<boolean> {
  if (context.features.joinsManyChunks) return false;
  const { workspace, signal } = context;
  const asked = answers.get(workspace) ?? ask(context);
  // It may have been asked on behalf of another file.
  const answer = await unlessAborted(asked, signal);
  signal.throwIfAborted();
  return answer === true;
}

/** Of {@link joinsUnchecked}, by workspaces. */
const answers = new WeakMap<Workspace, Promise<boolean>>();

function ask(context: SendContext): Promise<boolean> {
  const asked = seesNoRawChunk(context);
  answers.set(context.workspace, asked);
  asked.catch(() => answers.delete(context.workspace));
  return asked;
}

async function seesNoRawChunk(context: SendContext): Promise<boolean> {
  try {
    await requireVisibleStore(context);
    return false;
  } catch (error) {
    // A proxy that lets no chunk pass leaves it open, too: the file is read back then.
    if (error instanceof EngineUnsupportedError || isUnknownRoute(error) || isForbidden(error)) return true;
    throw error;
  }
}

function isForbidden(error: unknown): boolean {
  return error instanceof HttpError && error.status === 403;
}

/**
 * Raw chunks are written where a default local store lies, whatever store the repository has; a server need not tell
 * which (docs/protocol/upload-chunk.md#stores). A tiny blob shows it before gigabytes are sent for nothing.
 *
 * @throws EngineUnsupportedError when the store does not see it
 */
export async function requireVisibleStore({ workspace, features, signal }: SendContext): Promise<void> {
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
  throw new EngineUnsupportedError(
    t('This repository stores its content where the engine upload-chunk cannot reach it.'),
    'server',
  );
}
