import { t } from '@vscode/l10n';
import type { ContentHash } from '../../contentHash';
import { type FileDigest, NO_CHUNKS } from '../../files/hashing/hash';
import type { HashCache } from '../../files/hashing/hashCache';
import { LocalFileError } from '../../files/localFileError';
import { wholeBody } from '../../files/worker/offThread';
import { WorkerGoneError } from '../../files/worker/fileWorker';
import { isLoopback } from '../../oxen/address';
import { missingBlobs } from '../../oxen/blobs/blobs';
import { stageWhole, unstage } from '../../oxen/staging';
import { UserError } from '../../userError';
import { enginesFor, SESSION_TIME } from '../engines/choice';
import { type LineSpeed, lineOf, SlowLineError } from '../engines/lineSpeed';
import { giveBack } from '../engines/parts/plannedBody';
import { rememberedServer } from '../engines/serverMemory';
import type { Load } from '../limits/load';
import type { Report } from '../events';
import type { WantedFile } from '../plan/preparation';
import type { Opened, Opening } from './opening';

/** Files under way at once on a fast line, in bytes a second: a server hashes each on one thread. A slow line is full with one. */
const FILES_AT_ONCE = 3;
const FAST_LINE = 100_000_000;

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
 * A server takes and hashes each request on one thread, about so many bytes a second or some more. A line that is faster
 * carries a file sooner in parts side by side, although it has to be hashed first (docs/bounds.md); from a size on at which
 * that is worth its requests, and as long as an interruption costs little.
 */
const ONE_THREAD = 400_000_000;
const WORTH_PARTS = 1024 * 1024 * 1024;

/** What goes the usual way: hashed, then sent. */
export interface NotStreamed {
  readonly left: readonly WantedFile[];
  /** Of them, those that a session carries, which needs no hashes of chunks. */
  readonly forSessions: ReadonlySet<WantedFile>;
}

/**
 * Sends large files while they are hashed: where the line is fast, to hash one first takes about as long as to send it.
 * The server hashes what it gets; only where it comes to the same a file counts. A file that takes long is not sent so,
 * since an interruption costs all of it; nor are others, once an intact one has not got through.
 *
 * @returns the others
 */
export async function streamLarge(
  files: readonly WantedFile[],
  options: StreamingOptions,
  onStaged: OnStaged,
): Promise<NotStreamed> {
  const { opening } = options;
  const streamable = await options.streamable;
  const forSessions = new Set<WantedFile>();
  const candidates = files.filter((file) => streamable.has(file));
  if (candidates.length === 0) return { left: files, forSessions };
  const opened = await opening.open();
  const { choice, context } = opened;
  if (choice.store !== 'local') return { left: files, forSessions };
  const server = rememberedServer(context.workspace.repository, context.features);
  const line = lineOf(context, (await choice.servers.recall(server)).speed);
  const streaming = new Streaming(opened, line, options);
  if (candidates.length < FILES_AT_ONCE)
    for (const file of candidates) if (streaming.isSlowerThanParts(file)) forSessions.add(file);
  const left = new Set(files);
  const waiting = candidates.filter((file) => !forSessions.has(file)).values();
  const lane = async (isEnough: () => boolean) => {
    for (const file of waiting) {
      const digest = await streaming.send(file);
      if (digest !== undefined) {
        left.delete(file);
        await onStaged(file, digest);
      }
      if (isEnough()) return;
    }
  };
  // Of a line of which nothing is known the first one tells.
  if (!line.isKnown) await lane(() => line.isKnown);
  await Promise.all(Array.from({ length: streaming.width }, () => lane(() => false)));
  if (line.measured !== undefined) await choice.servers.rememberSpeed(server, line.measured);
  return { left: files.filter((file) => left.has(file)), forSessions };
}

class Streaming {
  /** An intact one has not got through. */
  private isOver = false;

  constructor(
    private readonly opened: Opened,
    private readonly line: LineSpeed,
    private readonly options: StreamingOptions,
  ) {}

  /** How many files are under way at once. */
  get width(): number {
    const { expected } = this.line;
    return expected !== Infinity && expected >= FAST_LINE ? FILES_AT_ONCE : 1;
  }

  /** Where no line lies between this machine and the server, or it is known to be fast. */
  isSlowerThanParts(file: WantedFile): boolean {
    const { line, opened } = this;
    const isFast = line.isKnown || isLoopback(opened.target.repository.server.origin);
    const isWorthIt = file.size >= WORTH_PARTS && file.size < ONE_THREAD * SESSION_TIME;
    return isFast && line.expected >= ONE_THREAD && isWorthIt && this.suits(file, line.expected);
  }

  /** `undefined` when it goes the usual way. */
  async send(file: WantedFile): Promise<FileDigest | undefined> {
    const { options } = this;
    if (this.isOver || !this.suits(file, this.line.expected / this.width)) return undefined;
    try {
      const digest = await options.remembering(file.source, () => this.stream(file));
      if (digest !== undefined && (await this.isThere(file, digest))) {
        options.report({ type: 'hashed', bytes: file.size });
        options.report({ type: 'accepted', bytes: file.size });
        return digest;
      }
    } catch (error) {
      options.signal.throwIfAborted();
      const isLocal = error instanceof LocalFileError;
      // What cannot be read is told when it is read again.
      if (!isLocal || error.kind === 'changed')
        options.report({ type: 'again', bytes: 0, reason: reasonToHashFirst(file, error) });
      if (isLocal) return undefined; // it says nothing of the others
    }
    this.isOver = true;
    return undefined;
  }

  /** @param speed of what it gets of the line, in bytes a second */
  private suits(file: WantedFile, speed: number): boolean {
    const { choice, context, staged } = this.opened;
    const [best] = enginesFor(file, choice, { store: choice.store, features: context.features, speed });
    return best?.yieldsToStreaming === true && !staged.has(file.path);
  }

  private async stream({ source, path, size }: WantedFile): Promise<FileDigest | undefined> {
    const { signal, report } = this.options;
    const { workspace, throttle } = this.opened.context;
    const told: ContentHash[] = [];
    const pieces = () => wholeBody({ path: source, length: size }, (hash) => told.push(hash));
    const slot = await throttle.enter(signal);
    let load: Load | undefined;
    try {
      const options = { source, size, isWatched: !this.line.isKnown, signal };
      const isTaken = await this.line.learn(options, ({ onSent, signal }) =>
        stageWhole(
          workspace,
          { path, bytes: size, pieces, giveBack },
          {
            signal,
            onSent: (bytes) => {
              onSent(bytes);
              report({ type: 'sent', bytes });
            },
          },
        ),
      );
      if (isTaken) load = { files: 1, bytes: size };
      const hash = told.at(-1);
      return isTaken && hash !== undefined ? { hash, size, chunks: NO_CHUNKS } : undefined;
    } finally {
      slot.leave(load);
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
}

/** @throws what is a fault of this program */
function reasonToHashFirst({ source }: WantedFile, error: unknown): string {
  if (error instanceof SlowLineError) return error.message;
  if (!(error instanceof UserError || error instanceof WorkerGoneError)) throw error;
  return t('{0} could not be sent in one request, and is sent again another way: {1}', source, error.message);
}
