import { t } from '@vscode/l10n';
import { open } from 'node:fs/promises';
import { contentHash } from '../../core/contentHash';
import { contentHashers } from '../../core/files/hashing/hashers';
import { writeWhole } from '../../core/files/wholeFile';
import type { Repository } from '../../core/oxen/http/client';
import { atMost } from '../../core/oxen/http/atMost';
import { IntegrityError } from '../../core/oxen/errors';
import type { CommitId } from '../../core/oxen/ids';
import { readFile } from '../../core/oxen/tree';
import { UserError } from '../../core/userError';

export interface Download {
  readonly repository: Repository;
  readonly commit: CommitId;
  readonly path: string;
  /** What the commit lists for the path: hash and size in bytes. */
  readonly hash: string;
  readonly size: number;
}

/**
 * Saves a remote file under `to`, which is there only once all of it has come and has the listed hash.
 *
 * @param onBytes told the bytes that have come so far; less again when the connection broke and it starts over
 * @throws IntegrityError when something else came, and as soon as it is longer; UserError when it cannot be written
 */
export async function download(
  { repository, commit, path, hash, size }: Download,
  to: string,
  { signal, onBytes }: { readonly signal: AbortSignal; readonly onBytes: (bytes: number) => void },
): Promise<void> {
  const save = async (part: string) => {
    const write = (body: AsyncIterable<Uint8Array>) => saveHashed(atMost(body, size, path), part, onBytes);
    const came = await readFile(repository, { revision: commit, file: path }, write, signal);
    if (came !== hash) {
      throw new IntegrityError(t('{0} does not match the commit, so it was not saved.', path), {
        advice: t('Download it again. If the problem persists, contact the server’s administrator.'),
      });
    }
  };
  try {
    await writeWhole(to, save);
  } catch (error) {
    throw asUserError(to, error);
  }
}

async function saveHashed(
  body: AsyncIterable<Uint8Array>,
  to: string,
  onBytes: (bytes: number) => void,
): Promise<string> {
  const file = await open(to, 'w');
  try {
    return await contentHashers.use(async (hasher) => {
      let bytes = 0;
      hasher.init();
      for await (const piece of body) {
        hasher.update(piece);
        await file.writeFile(piece); // goes on where the last one ended
        onBytes((bytes += piece.byteLength));
      }
      return contentHash(hasher.digest('hex'));
    });
  } finally {
    await file.close();
  }
}

/** What the file system refused; anything else as it is. */
function asUserError(to: string, error: unknown): unknown {
  if (!(error instanceof Error && 'syscall' in error)) return error;
  return new UserError(t('{0} could not be written: {1}.', to, error.message), {
    advice: t('Check the folder, its permissions and free space, then download again.'),
    cause: error,
  });
}
