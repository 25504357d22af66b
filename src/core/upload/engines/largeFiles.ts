import { t } from '@vscode/l10n';
import type { ContentHash } from '../../contentHash';
import type { UserError } from '../../userError';
import type { PlannedBlob } from '../plan/plan';
import type { Report } from '../events';
import { type Remembered, rememberedServer } from './serverMemory';
import { type Choice, enginesFor } from './choice';
import { blobError, type LargeFileEngine, type SendContext } from './engine';
import { EngineUnsupportedError, engineUnsupported } from './engineUnsupported';
import { itemsOf } from '../limits/itemsOf';
import { together } from '../limits/together';
import { withChunkHashes } from './parts/withChunkHashes';
import { type LineSpeed, lineOf, type Sending, SlowLineError } from './lineSpeed';

/** What became of a large file: the engine that took it, or why it failed. */
export type LargeResult =
  | { readonly blob: PlannedBlob; readonly engine: LargeFileEngine }
  | { readonly blob: PlannedBlob; readonly error: UserError };

/** One whose bytes leave, and the one before it, which the server still puts together. */
const AT_ONCE = 2;

/**
 * Gets large files stored, each by the engine that fits it and this line best. Once it is known how fast the line is, the
 * next one begins when about all of a file has left; the server joins one at a time (parts/joinInTurn.ts). An engine that
 * turns out not to work here is left for the next that can, and remembered; one that the user chose is not.
 *
 * @param onResult called as files end, for two at once maybe; what it throws ends the sending, too
 * @throws EngineUnsupportedError when no engine works with this server, or the chosen one does not
 */
export async function sendLargeFiles(
  blobs: AsyncIterable<PlannedBlob> | Iterable<PlannedBlob>,
  choice: Choice,
  context: SendContext,
  onResult: (result: LargeResult, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const server = rememberedServer(context.workspace.repository, context.features);
  let run: LargeFiles | undefined;
  async function* begin(signal: AbortSignal): AsyncGenerator<BegunFile> {
    for await (const blob of itemsOf(blobs, signal)) {
      // Not before there is one: by then more is known of the line.
      run ??= new LargeFiles(choice, context, await choice.servers.recall(server));
      // Equal ones have the same place on the server until each is put together.
      await run.underWay.get(blob.hash);
      const file = run.begin(blob, signal);
      yield file;
      await file.hasLeft;
      // Of a line of which nothing is known the first one tells.
      if (!run.line.isKnown) await file.result;
    }
  }
  try {
    await together(context.signal, (signal) => {
      const files = begin(signal);
      const lane = async () => {
        for (let next = await files.next(); next.done !== true; next = await files.next())
          await onResult(await next.value.result, signal);
      };
      return Array.from({ length: AT_ONCE }, lane);
    });
  } finally {
    for (const { name } of run?.unsupported.keys() ?? []) await choice.servers.remember(server, name, false);
    const speed = run?.line.measured;
    if (speed !== undefined) await choice.servers.rememberSpeed(server, speed);
  }
}

interface BegunFile {
  /** Fulfilled when about all of it has left, or it has ended. */
  readonly hasLeft: Promise<void>;
  readonly result: Promise<LargeResult>;
}

interface SendOptions {
  readonly signal: AbortSignal;
  readonly onLeft: () => void;
}

class LargeFiles {
  /** Engines that do not work with this server, as this run found out. */
  readonly unsupported = new Map<LargeFileEngine, EngineUnsupportedError>();
  readonly line: LineSpeed;
  /** Files that have begun and not ended. */
  readonly underWay = new Map<ContentHash, Promise<LargeResult>>();
  private current: LargeFileEngine | undefined;

  constructor(
    private readonly choice: Choice,
    private readonly context: SendContext,
    private readonly remembered: Remembered,
  ) {
    this.line = lineOf(context, remembered.speed);
  }

  begin(blob: PlannedBlob, signal: AbortSignal): BegunFile {
    let onLeft: () => void = () => undefined;
    const hasLeft = new Promise<void>((resolve) => (onLeft = resolve));
    const result = this.send(blob, { signal, onLeft }).finally(() => {
      onLeft();
      this.underWay.delete(blob.hash);
    });
    this.underWay.set(blob.hash, result);
    return { hasLeft, result };
  }

  private async send(blob: PlannedBlob, options: SendOptions): Promise<LargeResult> {
    const tried = new Map<LargeFileEngine, EngineUnsupportedError>();
    let planned = blob;
    for (let reason: EngineUnsupportedError | undefined; ;) {
      const engine = this.enginesFor(blob).find((one) => !tried.has(one) && !this.unsupported.has(one));
      if (engine === undefined)
        return { blob, error: reasonToGiveUp([...this.unsupported.values(), ...tried.values()]) };
      this.tellOf(engine, reason);
      try {
        // What keeps no chunks needs no hashes of them: the server’s check of the whole is enough.
        if (engine.isResumable) planned = await withChunkHashes(blob, options.signal);
        await this.sendBy(engine, planned, options);
        return { blob, engine };
      } catch (error) {
        options.signal.throwIfAborted(); // another file’s failure may have stopped it: that one is to be told
        reason = engineUnsupported(error, engine.name);
        if (reason === undefined) return { blob, error: blobError(error) };
        if (reason.concerns === 'server') this.unsupported.set(engine, reason);
        else tried.set(engine, reason);
      }
    }
  }

  /** First the one that has begun with the file; last those that are remembered not to work: that may have changed. */
  private enginesFor(blob: PlannedBlob): readonly LargeFileEngine[] {
    const { store } = this.choice;
    const { checkpoint, features } = this.context;
    const speed = this.line.expected;
    const begun = checkpoint.engineOf(blob.hash);
    const rank = ({ name, isResumable }: LargeFileEngine) =>
      isResumable && name === begun ? -1 : this.remembered.has[name] === false ? 1 : 0;
    return [...enginesFor(blob, this.choice, { store, features, speed })].sort((a, b) => rank(a) - rank(b));
  }

  private tellOf(engine: LargeFileEngine, reason: EngineUnsupportedError | undefined): void {
    const { report } = this.context;
    const text = t('{0} Continuing with the engine {1}.', reason?.message ?? '', engine.name);
    if (reason?.concerns === 'server') report({ type: 'note', text });
    if (reason?.concerns === 'file') report({ type: 'again', bytes: reason.accepted, reason: text });
    if (engine !== this.current) report({ type: 'engine', name: engine.name });
    this.current = engine;
  }

  /** @throws EngineUnsupportedError when the line turns out to be too slow for what would be lost with the engine */
  private async sendBy(
    engine: LargeFileEngine,
    blob: PlannedBlob,
    { signal, onLeft }: SendOptions,
  ): Promise<void> {
    let [left, accepted] = [0, 0];
    const { source, size } = blob;
    const options = { source, size, isWatched: this.isToBeWatched(engine, blob), signal };
    const send = ({ onSent, signal }: Sending) => {
      const report: Report = (event) => {
        if (event.type === 'sent') onSent(event.bytes);
        if (event.type === 'sent' || event.type === 'kept') left += event.bytes;
        if (event.type === 'again') left = 0;
        if (left >= size) onLeft();
        if (event.type === 'accepted') accepted += event.bytes;
        this.context.report(event);
      };
      return engine.send(blob, { ...this.context, report, signal });
    };
    try {
      await this.line.learn(options, send);
    } catch (error) {
      if (!(error instanceof SlowLineError)) throw error;
      throw new EngineUnsupportedError(error.message, 'file', { accepted, cause: error });
    }
  }

  /** Where nothing is known of the line, and another engine would be better on a slow one. */
  private isToBeWatched(engine: LargeFileEngine, blob: PlannedBlob): boolean {
    if (engine.isResumable || this.line.isKnown) return false;
    const { features } = this.context;
    const [best] = enginesFor(blob, this.choice, { store: this.choice.store, features, speed: 0 });
    return best !== engine;
  }
}

/** @throws EngineUnsupportedError when it concerns the server, and so all files */
function reasonToGiveUp(reasons: readonly EngineUnsupportedError[]): EngineUnsupportedError {
  const ofFile = reasons.find(({ concerns }) => concerns === 'file');
  if (ofFile !== undefined) return ofFile;
  throw (
    reasons.at(-1) ??
    new EngineUnsupportedError(t('This server supports no engine for large files.'), 'server')
  );
}
