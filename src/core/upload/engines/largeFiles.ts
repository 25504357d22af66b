import { t } from '@vscode/l10n';
import type { UserError } from '../../userError';
import type { PlannedBlob } from '../plan/plan';
import type { Report } from '../events';
import { type Remembered, rememberedServer } from './serverMemory';
import { type Choice, enginesFor } from './choice';
import { blobError, type LargeFileEngine, type SendContext } from './engine';
import { EngineUnsupportedError, engineUnsupported } from './engineUnsupported';
import { withChunkHashes } from './parts/withChunkHashes';
import { type LineSpeed, lineOf, type Sending, SlowLineError } from './lineSpeed';

/** What became of a large file: the engine that took it, or why it failed. */
export type LargeResult =
  | { readonly blob: PlannedBlob; readonly engine: LargeFileEngine }
  | { readonly blob: PlannedBlob; readonly error: UserError };

/**
 * Gets large files stored one after the other, each by the engine that fits it and this line best. One that turns
 * out not to work here is left for the next that can, and remembered; one that the user chose is not.
 *
 * @throws EngineUnsupportedError when no engine works with this server, or the chosen one does not
 */
export async function* sendLargeFiles(
  blobs: AsyncIterable<PlannedBlob> | Iterable<PlannedBlob>,
  choice: Choice,
  context: SendContext,
): AsyncGenerator<LargeResult> {
  const server = rememberedServer(context.workspace.repository, context.features);
  let run: LargeFiles | undefined;
  try {
    for await (const blob of blobs) {
      // Not before there is one: by then more is known of the line.
      run ??= new LargeFiles(choice, context, await choice.servers.recall(server));
      yield await run.send(blob);
    }
  } finally {
    for (const { name } of run?.unsupported.keys() ?? []) await choice.servers.remember(server, name, false);
    const speed = run?.line.measured;
    if (speed !== undefined) await choice.servers.rememberSpeed(server, speed);
  }
}

class LargeFiles {
  /** Engines that do not work with this server, as this run found out. */
  readonly unsupported = new Map<LargeFileEngine, EngineUnsupportedError>();
  readonly line: LineSpeed;
  private current: LargeFileEngine | undefined;

  constructor(
    private readonly choice: Choice,
    private readonly context: SendContext,
    private readonly remembered: Remembered,
  ) {
    this.line = lineOf(context, remembered.speed);
  }

  async send(blob: PlannedBlob): Promise<LargeResult> {
    const unsupported = new Map(this.unsupported);
    for (let reason: EngineUnsupportedError | undefined; ;) {
      const engine = this.enginesFor(blob).find((one) => !unsupported.has(one));
      if (engine === undefined) return { blob, error: reasonToGiveUp([...unsupported.values()]) };
      this.tellOf(engine, reason);
      try {
        await this.sendBy(engine, blob);
        return { blob, engine };
      } catch (error) {
        reason = engineUnsupported(error, engine.name);
        if (reason === undefined) return { blob, error: blobError(error) };
        unsupported.set(engine, reason);
        if (reason.concerns === 'server') this.unsupported.set(engine, reason);
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
  private async sendBy(engine: LargeFileEngine, blob: PlannedBlob): Promise<void> {
    const { signal } = this.context;
    const planned = await withChunkHashes(blob, signal);
    let accepted = 0;
    const { source, size } = blob;
    const options = { source, size, isWatched: this.isToBeWatched(engine, blob), signal };
    const send = ({ onSent, signal }: Sending) => {
      const report: Report = (event) => {
        if (event.type === 'sent') onSent(event.bytes);
        if (event.type === 'accepted') accepted += event.bytes;
        this.context.report(event);
      };
      return engine.send(planned, { ...this.context, report, signal });
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
