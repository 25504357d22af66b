import { t } from '@vscode/l10n';
import * as v from 'valibot';
import type { BranchName } from './branchName';
import type { Repository } from './http/client';
import type { CommitId } from './ids';
import { segments } from './http/route';
import { Commit } from './schemas';

const PAGE_SIZE = 50;
/** Commits that are looked through for one of ours: others may have committed since. */
const RECENT = 500;

/** The newest commits, as {@link history} has them; not many. */
export async function* recentHistory(
  repository: Repository,
  revision: BranchName | CommitId,
  signal: AbortSignal,
): AsyncGenerator<Commit> {
  let seen = 0;
  for await (const commit of history(repository, revision, signal)) {
    yield commit;
    if (++seen === RECENT) return;
  }
}

/** The commits of a branch, or before a commit, newest first, fetched page by page as they are asked for. */
export async function* history(
  { server, path }: Repository,
  revision: BranchName | CommitId,
  signal: AbortSignal,
): AsyncGenerator<Commit> {
  const schema = v.object({ commits: v.array(Commit) });
  for (let page = 1; ; page++) {
    const { commits } = await server.json(
      {
        what: t('Reading the history of {0}', revision),
        method: 'GET',
        path: `${path}/commits/history/${segments(revision)}`,
        query: { page, page_size: PAGE_SIZE },
        repeat: 'safe',
        signal,
      },
      schema,
    );
    yield* commits;
    if (commits.length < PAGE_SIZE) return;
  }
}
