import { t } from '@vscode/l10n';
import prettyBytes from 'pretty-bytes';
import { OxenError } from '../../oxen/errors';
import { getFreeDisk } from '../../oxen/server';
import { UserError } from '../../userError';
import { bytesToSend, type Choice, enginesFor, type Routes, USUAL_SPEED } from '../engines/choice';
import type { SendContext } from '../engines/engine';
import { SMALL_FILE_BYTES } from '../plan/plan';

/** The server has no room for what is to be sent. */
export class DiskError extends UserError {}

/**
 * Compares what the upload takes on the server's disk with what is free there. When that is not known it goes on, and
 * also when the user chose the engine: a server whose data lies on a disk that it does not tell of is still to be
 * uploaded to.
 *
 * @throws DiskError when it is too much
 */
export async function requireDisk(routes: Routes, choice: Choice, context: SendContext): Promise<void> {
  const { workspace, signal } = context;
  const bytes = bytesToSend(routes);
  if (bytes <= SMALL_FILE_BYTES || choice.engine !== 'auto' || choice.store === 's3') return;
  const needed = bytes - begunBytes(routes, context) + assembledBytes(routes, choice, context);
  const { server } = workspace.repository;
  const free = await getFreeDisk(server, signal).catch(unknown);
  if (free === undefined || needed <= free) return;
  throw new DiskError(
    t(
      'Not enough disk space on {0}: this upload needs {1}, {2} are free. Nothing was sent.',
      server.origin,
      prettyBytes(needed),
      prettyBytes(free),
    ),
    {
      advice: t(
        'Free up space on the server or upload less at once. If the server stores its data on another disk than it reports, choose an engine to skip this check.',
      ),
    },
  );
}

/** Chunks of these files lie there already; how many, the server knows: nearly all, for all we do. */
function begunBytes({ large }: Routes, { checkpoint }: SendContext): number {
  return large.reduce((sum, { hash, size }) => sum + (checkpoint.engineOf(hash) === undefined ? 0 : size), 0);
}

/** Chunks lie beside the file that the server makes of them: one file at a time is there twice. */
function assembledBytes({ large }: Routes, choice: Choice, { features }: SendContext): number {
  const situation = { store: choice.store, features, speed: USUAL_SPEED };
  return large.reduce((most, blob) => {
    const [first] = enginesFor(blob, choice, situation);
    return first?.diskFactor === 2 ? Math.max(most, blob.size) : most;
  }, 0);
}

function unknown(error: unknown): undefined {
  if (error instanceof OxenError) return undefined;
  throw error;
}
