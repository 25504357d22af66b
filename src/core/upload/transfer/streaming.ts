import { t } from '@vscode/l10n';
import type { ContentHash } from '../../contentHash';
import { type FileDigest, NO_CHUNKS } from '../../files/hashing/hash';
import type { HashCache } from '../../files/hashing/hashCache';
import { wholeBody } from '../../files/worker/offThread';
import { missingBlobs } from '../../oxen/blobs/blobs';
import { stageWhole, unstage } from '../../oxen/staging';
import { messageOf } from '../../userError';
import { enginesFor, SESSION_TIME } from '../engines/choice';
import { giveBack } from '../engines/parts/plannedBody';
import { rememberedServer } from '../engines/serverMemory';
import { watchLine } from '../engines/watchLine';
import type { Report } from '../events';
import type { WantedFile } from '../plan/preparation';
import type { Opened, Opening } from './opening';

export interface StreamingOptions {
  readonly streamable: Promise<ReadonlySet<WantedFile>>;
  readonly opening: Pick<Opening, 'open'>;
  readonly remembering: HashCache['remembering'];
  readonly signal: AbortSignal;
  readonly report: Report;
}

/** Of a file that was sent while it was hashed, and lies in the workspace. */
type OnStaged = (file: WantedFile, digest: FileDigest) => Promise<void>;

/**
 * Sends large files while they are hashed, one after the other: where the line is fast, to hash one first takes about
 * as long as to send it. The server hashes what it gets; only where it comes to the same a file counts. A file that takes
 * long is not sent so, since an interruption costs all of it, and one that does not get through goes the usual way.
 *
 * @returns the files that go the usual way
 */
export async function streamLarge(
  files: readonly WantedFile[],
  options: StreamingOptions,
  onStaged: OnStaged,
): Promise<readonly WantedFile[]> {
  const { opening } = options;
  const streamable = await options.streamable;
  if (!files.some((file) => streamable.has(file))) return files;
  const opened = await opening.open();
  if (opened.choice.store !== 'local') return files;
  const streaming = new Streaming(opened, options);
  const left: WantedFile[] = [];
  for (const file of files) {
    const digest = streamable.has(file) ? await streaming.send(file) : undefined;
    if (digest === undefined) left.push(file);
    else await onStaged(file, digest);
  }
  await streaming.end();
  return left;
}

class Streaming {
  private sentBytes = 0;
  private sendingMs = 0;
  /** One has not got through. */
  private isOver = false;
  /** Of a line that turned out to be slow: what the buffers took at first is not in it. */
  private slowSpeed: number | undefined;

  constructor(
    private readonly opened: Opened,
    private readonly options: StreamingOptions,
  ) {}

  /** `undefined` when it goes the usual way. */
  async send(file: WantedFile): Promise<FileDigest | undefined> {
    const { opened, options } = this;
    const speed = await this.speed();
    const { choice, context } = opened;
    const [best] = enginesFor(file, choice, { store: choice.store, features: context.features, speed });
    if (this.isOver || best?.yieldsToStreaming !== true || opened.staged.has(file.path)) return undefined;
    const slow = new AbortController();
    try {
      const digest = await options.remembering(file.source, () => this.stream(file, { slow, speed }));
      if (digest !== undefined && (await this.isThere(file, digest))) {
        options.report({ type: 'hashed', bytes: file.size });
        options.report({ type: 'accepted', bytes: file.size });
        return digest;
      }
    } catch (error) {
      if (options.signal.aborted) throw options.signal.reason;
      const why = slow.signal.aborted ? t('the connection is slow') : messageOf(error);
      options.report({ type: 'again', bytes: 0, reason: t('{0} is hashed first: {1}', file.source, why) });
    }
    this.isOver = true;
    return undefined;
  }

  /** So that the next run knows the line. */
  async end(): Promise<void> {
    const { measured } = this;
    if (measured !== undefined) await this.opened.choice.servers.rememberSpeed(this.server, measured);
  }

  private async stream(
    { source, path, size }: WantedFile,
    { slow, speed }: { readonly slow: AbortController; readonly speed: number },
  ): Promise<FileDigest | undefined> {
    const { workspace, throttle } = this.opened.context;
    const { pauses } = throttle;
    const started = performance.now();
    const told: ContentHash[] = [];
    let sent = 0;
    const pieces = () => wholeBody({ path: source, length: size }, (hash) => told.push(hash));
    const onSent = (bytes: number) => {
      sent += bytes;
      this.options.report({ type: 'sent', bytes });
    };
    const onSlow = (seen: number) => {
      if (throttle.pauses !== pauses) return;
      this.slowSpeed = seen;
      slow.abort();
    };
    const watched = { bytes: size, sent: () => sent, mayTake: SESSION_TIME, onSlow };
    const endWatch = speed === Infinity ? watchLine(watched) : undefined;
    const signal = AbortSignal.any([this.options.signal, slow.signal]);
    try {
      const isTaken = await stageWhole(
        workspace,
        { path, bytes: size, pieces, giveBack },
        { signal, onSent },
      );
      // A pause says nothing of the line.
      if (throttle.pauses === pauses) {
        this.sentBytes += size;
        this.sendingMs += performance.now() - started;
      }
      const hash = told.at(-1);
      return isTaken && hash !== undefined ? { hash, size, chunks: NO_CHUNKS } : undefined;
    } finally {
      endWatch?.();
    }
  }

  /** Whether the server has come to the same hash; else something has altered it, and it is taken out again. */
  private async isThere({ path }: WantedFile, { hash }: FileDigest): Promise<boolean> {
    const { workspace } = this.opened.context;
    const { signal } = this.options;
    const missing = await missingBlobs(workspace.repository, [hash], signal);
    if (missing.size > 0) await unstage(workspace, [path], signal);
    return missing.size === 0;
  }

  private get server() {
    const { workspace, features } = this.opened.context;
    return rememberedServer(workspace.repository, features);
  }

  /** Bytes a second; `undefined` until something was sent. */
  private get measured(): number | undefined {
    return this.slowSpeed ?? (this.sentBytes === 0 ? undefined : (this.sentBytes / this.sendingMs) * 1000);
  }

  /** Bytes a second: measured, else remembered; of a line of which nothing is known without an end. */
  private async speed(): Promise<number> {
    const { choice, context } = this.opened;
    const known = this.measured ?? (await choice.servers.recall(this.server)).speed ?? Infinity;
    return Math.min(context.throttle.limit, known);
  }
}
