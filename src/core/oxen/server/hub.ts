import { t } from '@vscode/l10n';
import { posix } from 'node:path';
import * as v from 'valibot';
import type { ContentHash } from '../../contentHash';
import type { RepoPath } from '../../repoPath';
import { HUB } from '../address';
import type { Call, OxenServer, Repository } from '../http/client';
import { HttpError, NetworkError, OxenError, UnexpectedReplyError } from '../errors';
import type { CommitId } from '../ids';
import { segment } from '../http/route';
import { Done } from '../schemas';
import { UserError } from '../../userError';
import { directoryOf } from '../blobs/versionChunkCalls';
import type { Workspace } from '../workspaces';

/** How long a hook may hold an upload up, in ms. */
const HOOK_IDLE_TIMEOUT_MS = 15_000;

/** What a hub refuses an upload with that exceeds a quota or a right: payment, access, size, and what is wrong with it. */
const REFUSALS: ReadonlySet<number> = new Set([402, 403, 413, 422]);

type Hook = Pick<Call, 'what' | 'path' | 'json'>;

/** The hub does not take an upload of this size. */
export class QuotaError extends UserError {
  constructor(origin: string, error: HttpError) {
    const { message, status } = error.reply;
    const words = message === '' ? t('it answered {0}', status) : message;
    super(t('{0} does not accept this upload: {1}', origin, words), {
      advice: t('Nothing was sent. Check the plan and the storage of the namespace, or upload less.'),
      cause: error,
    });
  }
}

/**
 * Whether this is a hub: only that has a route that tells whose the key is (docs/protocol/accounts.md#the-hub).
 *
 * @throws OxenError when nothing was answered
 */
export async function isHub(server: OxenServer, signal: AbortSignal): Promise<boolean> {
  if (server.origin === HUB) return true;
  const call = {
    what: t('Looking up the owner of the key'),
    method: 'GET',
    path: '/api/authorize',
    repeat: 'safe',
    shouldGiveUp: (error: unknown) => !(error instanceof NetworkError), // any answer is one, and so is silence
    idleTimeoutMs: HOOK_IDLE_TIMEOUT_MS,
    signal,
  } as const;
  try {
    await server.json(call, v.object({ user: v.object({}) }));
    return true;
  } catch (error) {
    if (error instanceof HttpError || error instanceof UnexpectedReplyError) return false;
    throw error;
  }
}

/**
 * What a hub is told around an upload, for its quotas and listings; other servers only echo it
 * (docs/protocol/accounts.md#the-hub). Only what it says about the size counts: whatever else it refuses is noted once,
 * and not tried again.
 */
export class Hub {
  private readonly refused = new Set<string>();

  constructor(
    private readonly repository: Repository,
    private readonly note: (text: string) => void,
  ) {}

  /**
   * Before anything is sent: how many bytes will be.
   * @throws QuotaError when the hub, and nobody on the way to it, says that they may not
   */
  async expect(bytes: number, { id }: Workspace, signal: AbortSignal): Promise<void> {
    const what = t('Announcing the upload to the hub');
    if (this.refused.has(what)) return;
    const path = `workspaces/${segment(id)}/validate`;
    const error = await this.refusalOf({ what, path, json: { size: bytes } }, signal);
    if (error instanceof HttpError && isOwnRefusal(error))
      throw new QuotaError(this.repository.server.origin, error);
    this.goOnWithout(what, error);
  }

  /** Before a large file comes in chunks. */
  announce(
    { hash, size, path }: { readonly hash: ContentHash; readonly size: number; readonly path: RepoPath },
    signal: AbortSignal,
  ): Promise<void> {
    const json = { hash, file_name: posix.basename(path), size, dst_dir: directoryOf(path) };
    const what = t('Announcing a large file to the hub');
    return this.tell({ what, path: `versions/${hash}/create`, json }, signal);
  }

  /** Before the commit. */
  pushStarted(signal: AbortSignal): Promise<void> {
    return this.tell(
      { what: t('Announcing the commit to the hub'), path: 'action/started/push_workspace' },
      signal,
    );
  }

  /** After the commit. */
  async pushCompleted(branch: string, commit: CommitId, signal: AbortSignal): Promise<void> {
    const json = { branch: { name: branch, commit_id: commit } };
    await this.tell(
      { what: t('Reporting the commit to the hub'), path: `commits/${commit}/complete`, json },
      signal,
    );
    await this.tell(
      { what: t('Reporting the finished commit to the hub'), path: 'action/completed/push_workspace' },
      signal,
    );
  }

  private async tell(hook: Hook, signal: AbortSignal): Promise<void> {
    if (!this.refused.has(hook.what)) this.goOnWithout(hook.what, await this.refusalOf(hook, signal));
  }

  private goOnWithout(what: string, error: OxenError | undefined): void {
    if (error === undefined) return;
    this.refused.add(what);
    this.note(t('{0} Continuing without it.', error.message));
  }

  /** Why the hub does not take it. */
  private async refusalOf({ what, path, json }: Hook, signal: AbortSignal): Promise<OxenError | undefined> {
    const { server, path: below } = this.repository;
    const call = {
      what,
      method: 'POST',
      path: `${below}/${path}`,
      json,
      repeat: 'never',
      idleTimeoutMs: HOOK_IDLE_TIMEOUT_MS,
      signal,
    } as const;
    try {
      await server.json(call, Done);
      return undefined;
    } catch (error) {
      if (!(error instanceof OxenError)) throw error;
      return error;
    }
  }
}

/** A proxy answers with such numbers, too, but not in Oxen's words. */
function isOwnRefusal({ status, reply }: HttpError): boolean {
  return REFUSALS.has(status) && (reply.code !== undefined || reply.type !== undefined);
}
