import type { BranchName } from '../../oxen/branchName';
import type { Repository } from '../../oxen/http/client';
import { recentHistory } from '../../oxen/history';
import type { Commit } from '../../oxen/schemas';

/** The message with a trailer by which our commit is found again when its reply is lost. */
export function withUploadId(message: string, uploadId: string): string {
  return `${message.trimEnd()}\n\nUpload-Id: ${uploadId}`;
}

/** The id of a commit that is to come after an earlier one of the same run: each is found by its own. */
export function nextUploadId(runId: string, earlier: Commit | undefined): string {
  if (earlier === undefined) return runId;
  const [, number = '1'] = new RegExp(`${runId}\\.(\\d+)`).exec(earlier.message) ?? [];
  return `${runId}.${Number(number) + 1}`;
}

/** The commit of this upload, when the branch has it. */
export async function findCommit(
  repository: Repository,
  branch: BranchName,
  isOurs: (commit: Commit) => boolean,
  signal: AbortSignal,
): Promise<Commit | undefined> {
  for await (const commit of recentHistory(repository, branch, signal)) if (isOurs(commit)) return commit;
  return undefined;
}
