import { t } from '@vscode/l10n';
import pMap from 'p-map';
import type { ContentHash } from '../../contentHash';
import { missingBlobs } from '../../oxen/blobs/blobs';
import { IntegrityError } from '../../oxen/errors';
import type { Repository } from '../../oxen/http/client';
import type { ServerFeatures } from '../../oxen/server/serverVersion';
import { stageStoredByJson } from '../../oxen/staging';
import type { UserError } from '../../userError';
import { beginUpload } from '../../oxen/blobs/versionUploadCalls';
import type { PlannedBlob, StagedFile } from '../plan/plan';
import { blobError, type FailedBlob, type SendContext } from './engine';

const REQUESTS_AT_ONCE = 8;

/**
 * Whether a blob that the server has can be staged without sending it. From 0.64 on not with zero bytes
 * (docs/protocol/version-uploads.md#beginning).
 */
export function canStageStored(
  { size }: Pick<PlannedBlob, 'size'>,
  { jsonStaging, versionUploads }: ServerFeatures,
): boolean {
  return jsonStaging || (versionUploads && size > 0);
}

/** Which of those that can be staged without sending them the server lacks. */
export function missingOf(
  contents: readonly Pick<PlannedBlob, 'hash' | 'size'>[],
  repository: Repository,
  { features, signal }: Pick<SendContext, 'features' | 'signal'>,
): Promise<ReadonlySet<ContentHash>> {
  const asked = contents.filter((content) => canStageStored(content, features));
  return missingBlobs(repository, [...new Set(asked.map(({ hash }) => hash))], signal);
}

/**
 * Stages blobs that the server has, without bytes: by one list below 0.54, one by one from 0.64 on.
 *
 * @returns those that are not staged, each with the destination that it is not staged at
 */
export async function stageStored(
  files: readonly StagedFile[],
  context: SendContext,
): Promise<readonly FailedBlob[]> {
  return context.features.jsonStaging ? byList(files, context) : oneByOne(files, context);
}

async function byList(files: readonly StagedFile[], context: SendContext): Promise<readonly FailedBlob[]> {
  const { workspace, signal } = context;
  const stored = files.map(({ blob, path }) => ({ hash: blob.hash, path }));
  const refused = await stageStoredByJson(workspace, stored, signal);
  return files
    .filter(({ path }) => refused.has(path))
    .map((file) => failure(file, notStaged(file.path, refused.get(file.path))));
}

async function oneByOne(files: readonly StagedFile[], context: SendContext): Promise<readonly FailedBlob[]> {
  const { workspace, signal } = context;
  const failed = await pMap(
    files,
    async (file) => {
      const { blob, path } = file;
      try {
        const session = await beginUpload(workspace, { hash: blob.hash, size: blob.size, path }, signal);
        if (session !== undefined) throw notStaged(path, t('it has no such content'));
        return [];
      } catch (error) {
        return [failure(file, blobError(error))];
      }
    },
    { concurrency: REQUESTS_AT_ONCE, signal },
  );
  return failed.flat();
}

/** Of this destination only: at others the blob may be staged. */
function failure({ blob, path }: StagedFile, error: UserError): FailedBlob {
  return { blob: { ...blob, destinations: blob.destinations.filter((one) => one.path === path) }, error };
}

function notStaged(path: string, reason: string | undefined): IntegrityError {
  return new IntegrityError(
    t('The server did not stage {0}{1}.', path, reason === undefined ? '' : `: ${reason}`),
    {
      advice: t('Try again.'),
    },
  );
}
