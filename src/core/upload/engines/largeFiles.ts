import type { PlannedBlob } from '../plan/plan';
import type { Report } from '../events';
import { type Remembered, rememberedServer } from './serverMemory';
import { type Choice, enginesFor, type LargeEngine, USUAL_SPEED } from './choice';
import { blobError, type FailedBlob, failedBlob, type SendContext } from './engine';
import { EngineUnsupportedError, engineUnsupported } from './engineUnsupported';
import { requireVisibleStore } from './probe';
import { sendRawBlob } from './rawChunks';
import { sendVersionChunks } from './versionChunks';
import { sendVersionUploads } from './versionUploads';

/** What became of the large files. */
export interface LargeOutcome {
  /** Those that each engine took: what is left to do for them differs. */
  readonly by: Readonly<Record<LargeEngine, readonly PlannedBlob[]>>;
  readonly failed: readonly FailedBlob[];
}

const SENDERS: Readonly<Record<LargeEngine, (blob: PlannedBlob, context: SendContext) => Promise<void>>> = {
  'upload-chunk': sendRawBlob,
  'version-chunks': sendVersionChunks,
  'version-uploads': sendVersionUploads,
};

/**
 * Gets large files stored one after the other, each by the engine that fits it and this line best. One that turns
 * out not to work here is left for the next that can, and remembered; one that the user chose is not.
 *
 * @throws EngineUnsupportedError when no engine works with this server, or the chosen one does not
 */
export async function sendLargeFiles(
  blobs: readonly PlannedBlob[],
  choice: Choice,
  context: SendContext,
): Promise<LargeOutcome> {
  if (blobs.length === 0) return new LargeFiles(choice, context, { has: {}, speed: undefined });
  const server = rememberedServer(context.workspace.repository, context.features);
  const run = new LargeFiles(choice, context, await choice.servers.recall(server));
  try {
    for (const blob of blobs) await run.send(blob);
  } finally {
    for (const engine of run.misfits.keys()) await choice.servers.remember(server, engine, false);
    if (run.measuredSpeed !== undefined) await choice.servers.rememberSpeed(server, run.measuredSpeed);
  }
  return run;
}

class LargeFiles implements LargeOutcome {
  readonly by: Record<LargeEngine, PlannedBlob[]> = {
    'upload-chunk': [],
    'version-chunks': [],
    'version-uploads': [],
  };
  readonly failed: FailedBlob[] = [];
  /** Engines that do not work with this server, as this run found out. */
  readonly misfits = new Map<LargeEngine, EngineUnsupportedError>();
  private current: LargeEngine | undefined;
  private isStoreVisible = false;
  private sentBytes = 0;
  private sendingMs = 0;

  constructor(
    private readonly choice: Choice,
    private readonly context: SendContext,
    private readonly remembered: Remembered,
  ) {}

  /** Bytes a second; `undefined` until something was sent. */
  get measuredSpeed(): number | undefined {
    return this.sentBytes === 0 ? undefined : (this.sentBytes / this.sendingMs) * 1000;
  }

  async send(blob: PlannedBlob): Promise<void> {
    const misfits = new Map(this.misfits);
    for (let misfit: EngineUnsupportedError | undefined; ;) {
      const engine = this.enginesFor(blob).find((one) => !misfits.has(one));
      if (engine === undefined) {
        this.giveUp(blob, [...misfits.values()]);
        return;
      }
      this.tellOf(engine, misfit);
      try {
        await this.sendBy(engine, blob);
        this.by[engine].push(blob);
        return;
      } catch (error) {
        misfit = engineUnsupported(error, engine);
        if (misfit === undefined) {
          this.failed.push(failedBlob(blob, blobError(error), this.context));
          return;
        }
        misfits.set(engine, misfit);
        if (misfit.concerns === 'server') this.misfits.set(engine, misfit);
      }
    }
  }

  /** First the one that has begun with the file; last those that are remembered not to work: that may have changed. */
  private enginesFor(blob: PlannedBlob): readonly LargeEngine[] {
    const { engine, store } = this.choice;
    const { checkpoint, features, throttle } = this.context;
    const speed = Math.min(throttle.limit, this.measuredSpeed ?? this.remembered.speed ?? USUAL_SPEED);
    const begun = checkpoint.engineOf(blob.hash);
    const rank = (one: LargeEngine) => (one === begun ? -1 : this.remembered.has[one] === false ? 1 : 0);
    return [...enginesFor(blob, engine, { store, features, speed })].sort((a, b) => rank(a) - rank(b));
  }

  private tellOf(engine: LargeEngine, misfit: EngineUnsupportedError | undefined): void {
    const { report } = this.context;
    const text = `${misfit?.message ?? ''} Going on with the engine ${engine}.`;
    if (misfit?.concerns === 'server') report({ type: 'note', text });
    if (misfit?.concerns === 'file') report({ type: 'again', bytes: misfit.accepted, reason: text });
    if (engine !== this.current) report({ type: 'engine', name: engine });
    this.current = engine;
  }

  private async sendBy(engine: LargeEngine, blob: PlannedBlob): Promise<void> {
    if (engine === 'upload-chunk' && !this.isStoreVisible) {
      await requireVisibleStore(this.context);
      this.isStoreVisible = true;
    }
    const { throttle } = this.context;
    const { pauses } = throttle;
    const started = performance.now();
    let sent = 0;
    const report: Report = (event) => {
      if (event.type === 'sent') sent += event.bytes;
      this.context.report(event);
    };
    try {
      await SENDERS[engine](blob, { ...this.context, report });
    } finally {
      // A pause says nothing of the line.
      if (throttle.pauses === pauses) this.measure(sent, performance.now() - started);
    }
  }

  private measure(bytes: number, ms: number): void {
    this.sentBytes += bytes;
    this.sendingMs += ms;
  }

  private giveUp(blob: PlannedBlob, misfits: readonly EngineUnsupportedError[]): void {
    const ofFile = misfits.find(({ concerns }) => concerns === 'file');
    if (ofFile !== undefined) this.failed.push(failedBlob(blob, ofFile, this.context));
    else
      throw (
        misfits.at(-1) ?? new EngineUnsupportedError('This server offers no way for large files.', 'server')
      );
  }
}
