import { randomUUID } from 'node:crypto';
import type { Features } from '../features';
import { Refusal, described, notFound } from '../http/reply';
import { partGeometry } from './partGeometry';
import type { Repository } from './repository';
import { stageFiles } from './staging';
import { UploadSession, type UploadTarget } from './uploadSession';

// The real server looks every 10 s for uploads that were silent for 60 s.
const SWEEP_MS = 10_000;
const IDLE_MS = 60_000;

/** The open uploads of a server. In memory only: a restart loses them, as in the real one. */
export class UploadSessions {
  readonly #sessions = new Map<string, UploadSession>();
  readonly #sweep: NodeJS.Timeout;

  constructor(
    private readonly options: {
      readonly segmentBytes: number;
      readonly features: Features;
    },
  ) {
    this.#sweep = setInterval(() => void this.#dropIdle(), SWEEP_MS).unref();
  }

  async begin(target: UploadTarget): Promise<UploadSession> {
    const geometry = partGeometry(target.size, this.options.segmentBytes);
    const session = await UploadSession.open(randomUUID(), target, geometry);
    this.#sessions.set(session.id, session);
    return session;
  }

  /** Takes a part; true when with it the file is verified, stored and staged. */
  async receive(
    repository: Repository,
    id: string,
    number: number,
    body: AsyncIterable<Buffer>,
  ): Promise<boolean> {
    const session = this.#sessions.get(id);
    if (session?.target.repository !== repository) {
      throw new Refusal(described(404, `Version upload ${id} not found`));
    }
    const isComplete = await session.receive(number, body);
    if (isComplete) await this.#complete(session);
    return isComplete;
  }

  async drop(): Promise<void> {
    await Promise.all([...this.#sessions.values()].map((session) => this.#discard(session)));
  }

  async close(): Promise<void> {
    clearInterval(this.#sweep);
    await this.drop();
  }

  /** The id is gone before the file is there (docs/protocol/version-uploads.md#lost-replies). */
  async #complete(session: UploadSession): Promise<void> {
    const { repository, hash, size, destination } = session.target;
    const actual = session.contentHash();
    if (actual !== hash) {
      await this.#discard(session);
      const reason = `the file's ${size} bytes hash to ${actual}, not ${hash}`;
      throw new Refusal(described(400, `Version upload refused: ${reason} (upload ${session.id})`));
    }
    this.#sessions.delete(session.id);
    await session.close();
    repository.scratch.publish(session.scratchPath, repository.blobs.pathOf(hash));

    if (!destination) return;
    const workspace = repository.workspaces.get(destination.workspaceId);
    if (!workspace) throw new Refusal(workspaceGone(destination.workspaceId));
    stageFiles({ repository, workspace, features: this.options.features }, [
      { path: destination.path, hash },
    ]);
  }

  async #discard(session: UploadSession): Promise<void> {
    this.#sessions.delete(session.id);
    await session.discard();
  }

  async #dropIdle(): Promise<void> {
    const latest = Date.now() - IDLE_MS;
    for (const session of this.#sessions.values()) {
      const idleSince = session.idleSince();
      if (idleSince !== undefined && idleSince < latest) await this.#discard(session);
    }
  }
}

export function workspaceGone(id: string): ReturnType<typeof notFound> {
  return notFound('Workspace does not exist', `Could not find workspace: ${id}`);
}
