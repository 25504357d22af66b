import type { ContentHash } from '../../contentHash';
import type { Route } from '../engines/choice';
import { allDestinations, type BatchEngine, type Engine, type SendContext } from '../engines/engine';
import { sendLargeFiles } from '../engines/largeFiles';
import { canStageStored, missingOf, stageStored } from '../engines/stageStored';
import { Channel } from '../limits/channel';
import { together } from '../limits/together';
import { type PlannedBlob, SMALL_FILE_BYTES, type StagedFile } from '../plan/plan';
import type { WantedFile } from '../plan/preparation';
import { differs, hashed, type HashedFile, type HashingOptions, LARGE_AHEAD } from './hashedFiles';
import type { Ledger } from './ledger';
import type { Opened, Opening } from './opening';
import { isStagedRight, replaceWrong } from './prove';
import { splitKept } from './splitKept';
import { type NotStreamed, streamLarge, type StreamingOptions } from './streaming';

export interface PassOptions
  extends
    Pick<HashingOptions, 'digest' | 'contents' | 'mayBeSecret' | 'lateKeys' | 'report'>,
    Pick<StreamingOptions, 'streamable' | 'remembering'> {
  readonly engines: readonly Engine[];
  readonly ledger: Ledger;
  readonly opening: Opening;
  readonly signal: AbortSignal;
}

/** Contents that are asked for together, and how long the first of them waits for others, in ms. */
const ASKED_TOGETHER = 1000;
const ASKING_WAIT = 500;
/** Small blobs that may wait to be sent; what was read of them is counted elsewhere. */
const SMALL_WAITING = 256;
const LARGE_WAITING = 4;
const STAGED_TOGETHER = 2000;
const STAGING_WAIT = 200;
const READ_BACK_AT_ONCE = 4;

/**
 * Files on their way, each as far as it can: hash, compare, send, stage, prove. Small and large ones at the same time.
 *
 * @returns those that waited for equal ones: their turn is now
 */
export async function pass(
  files: readonly WantedFile[],
  options: PassOptions,
): Promise<readonly WantedFile[]> {
  const again: WantedFile[] = [];
  const wrong: StagedFile[] = [];
  await together(options.signal, (signal) => new Pass({ ...options, signal }, again, wrong).begin(files));
  if (wrong.length === 0) return again;
  const { context, choice } = await options.opening.open();
  const replaced = await replaceWrong(wrong, choice, context);
  for (const failure of replaced.failed) addAll(again, options.ledger.fail(failure));
  for (const file of replaced.right) addAll(again, options.ledger.settle(file));
  context.recorder.staged(replaced.right);
  return again;
}

/** A blob that is to be staged without sending it. */
interface ToStage extends StagedFile {
  readonly isProven: boolean;
}

/**
 * Steps with channels between them, all at work at the same time: `feed` (streaming.ts, then hashedFiles.ts), `route` (the first file that
 * differs opens the workspace, opening.ts; ledger.ts says whether a content is sent, staged, or waits for an equal one),
 * `sendMissing`, `sendSmall` (by the engine that `routeOf` names) or `sendLarge` (largeFiles.ts), `arrived`, `settle`. In
 * between come `stage` (stageStored.ts) for what is only stored, and `prove` (prove.ts) for what nobody has checked.
 */
class Pass {
  private readonly small: ReadonlyMap<BatchEngine, Channel<PlannedBlob>>;
  private readonly large: Channel<PlannedBlob>;
  private readonly toStage: Channel<ToStage>;
  private readonly toProve: Channel<StagedFile>;
  private readonly done: Channel<StagedFile>;
  private tell: (opened: Opened | undefined) => void = () => undefined;
  /** Where files go, once it is opened; nothing when none of this pass goes anywhere. */
  private readonly opened = new Promise<Opened | undefined>((resolve) => (this.tell = resolve));
  /** The opening, begun while files are hashed. */
  private early: Promise<unknown> | undefined;
  /** The engine of small files that was told of last. */
  private told: BatchEngine | undefined;

  constructor(
    private readonly options: PassOptions,
    private readonly again: WantedFile[],
    private readonly wrong: StagedFile[],
  ) {
    const { engines, signal } = options;
    const forBatches = engines.filter((one) => one.carries === 'batch');
    this.small = new Map(forBatches.map((engine) => [engine, new Channel(signal, SMALL_WAITING)]));
    this.large = new Channel(signal, LARGE_WAITING);
    this.toStage = new Channel(signal);
    this.toProve = new Channel(signal);
    this.done = new Channel(signal);
  }

  /** All steps, each of which ends when those before it have. */
  begin(files: readonly WantedFile[]): readonly Promise<unknown>[] {
    const small = files.filter(({ size }) => size <= SMALL_FILE_BYTES);
    const large = files.filter(({ size }) => size > SMALL_FILE_BYTES);
    const feeding = [this.feed(small, false), this.feed(large, true)];
    const fed = Promise.all(feeding).finally(() => {
      this.tell(undefined);
      for (const channel of [...this.small.values(), this.large]) channel.close();
    });
    const sending = [
      ...[...this.small].map(([engine, blobs]) => this.sendSmall(engine, blobs)),
      this.sendLarge(),
    ];
    const sent = Promise.all(sending).finally(() => this.toStage.close());
    const staged = this.stage().finally(() => this.toProve.close());
    const proving = Array.from({ length: READ_BACK_AT_ONCE }, () => this.prove());
    const proven = Promise.all(proving).finally(() => this.done.close());
    return [...feeding, fed, ...sending, sent, staged, ...proving, proven, this.settle()];
  }

  /** Hashes files, and sends each of them the way that its content goes. */
  private async feed(all: readonly WantedFile[], areLarge: boolean): Promise<void> {
    const { options } = this;
    const { left: files, forSessions } = areLarge
      ? await this.stream(all)
      : { left: all, forSessions: new Set<WantedFile>() };
    if (files.length === 0) return;
    const ready = new Channel<HashedFile>(options.signal, areLarge ? LARGE_AHEAD : ASKED_TOGETHER);
    const read = async () => {
      for await (const group of hashed(files, {
        ...options,
        areLarge,
        forSessions,
        onFull: () => ready.flush(),
      })) {
        if (group.some(differs)) this.early ??= this.open().catch(() => undefined); // thrown where files go there
        await ready.putAll(group);
      }
    };
    const compare = async () => {
      for (;;) {
        const group = await ready.take(ASKED_TOGETHER, areLarge ? 0 : ASKING_WAIT);
        if (group.length === 0) return;
        await this.route(group);
      }
    };
    try {
      await Promise.all([read().finally(() => ready.close()), compare()]);
    } finally {
      await this.early; // nothing is made on the server after this has ended
    }
  }

  private stream(files: readonly WantedFile[]): Promise<NotStreamed> {
    const { options } = this;
    return streamLarge(files, { ...options, opening: { open: () => this.open() } }, (file, digest) => {
      options.report({ type: 'compared', files: 1 });
      return this.done.put(options.ledger.noteStaged(file, digest));
    });
  }

  private async route(group: readonly HashedFile[]): Promise<void> {
    const { ledger, report, contents } = this.options;
    const differing: HashedFile[] = [];
    for (const one of group) {
      const { file, digest } = one;
      report({ type: 'compared', files: 1 });
      if (differs(one)) differing.push(one);
      else {
        contents.drop(file.source);
        ledger.noteUnchanged(file, digest);
        report({ type: 'spared', files: 1, bytes: file.size });
      }
    }
    if (differing.length === 0) return;
    const [opened, missing] = await together(this.options.signal, (signal) => [
      this.open(),
      this.options.opening.missingMeanwhile(differing, signal),
    ]);
    const { context, staged } = opened;
    const { kept, others } = await splitKept(differing, staged, context);
    for (const { file, digest } of kept) {
      contents.drop(file.source);
      addAll(this.again, ledger.keep(file, digest));
      report({ type: 'kept', files: [file], bytes: file.size });
    }
    const toSend: PlannedBlob[] = [];
    for (const { file, digest } of others) {
      const move = ledger.take(file, digest, canStageStored(digest, context.features));
      if (move.to === 'send') {
        toSend.push(move.blob);
        if (digest.size !== file.size) report({ type: 'spared', files: 0, bytes: file.size - digest.size });
        continue;
      }
      contents.drop(file.source);
      if (move.to === 'wait') continue;
      report({ type: 'spared', files: 0, bytes: file.size });
      await this.stageAll([move.blob], true);
    }
    await this.sendMissing(toSend, opened, missing);
  }

  /** What the server has already is staged, the rest sent. */
  private async sendMissing(
    blobs: readonly PlannedBlob[],
    { context, routeOf }: Opened,
    known: ReadonlySet<ContentHash> | undefined,
  ): Promise<void> {
    const { contents, report } = this.options;
    const { workspace, features } = context;
    const missing = known ?? (await missingOf(blobs, workspace.repository, context));
    const isStored = (blob: PlannedBlob) => canStageStored(blob, features) && !missing.has(blob.hash);
    for (const blob of blobs) {
      if (isStored(blob)) {
        contents.drop(blob.source);
        report({ type: 'spared', files: 0, bytes: blob.size });
        await this.stageAll([blob], features.rawVerified);
      } else await this.channelOf(routeOf(blob)).put(blob);
    }
  }

  private channelOf(route: Route): Channel<PlannedBlob> {
    if (route === 'as a large file') return this.large;
    const { report } = this.options;
    const [usual] = this.small.keys();
    if (route !== usual && route !== this.told) report({ type: 'engine', name: route.name });
    this.told = route;
    const channel = this.small.get(route);
    if (channel === undefined) throw new RangeError(`${route.name} is not among the engines.`);
    return channel;
  }

  private async sendSmall(engine: BatchEngine, blobs: Channel<PlannedBlob>): Promise<void> {
    const context = (await this.opened)?.context;
    if (context === undefined) return;
    for await (const results of engine.send(blobs.groups(), context)) {
      const arrived: PlannedBlob[] = [];
      for (const { blob, error } of results) {
        if (error === undefined) arrived.push(blob);
        else addAll(this.again, this.options.ledger.fail({ blob, error }));
      }
      await this.arrived(arrived, engine, context);
    }
  }

  private async sendLarge(): Promise<void> {
    const opened = await this.opened;
    if (opened === undefined) return;
    const { choice, context } = opened;
    await sendLargeFiles(this.large, choice, context, async (result, signal) => {
      if ('engine' in result) await this.arrived([result.blob], result.engine, { ...context, signal });
      else addAll(this.again, this.options.ledger.fail(result));
    });
  }

  /** Its requests end with this pass. */
  private async open(): Promise<Opened> {
    const { opening, signal } = this.options;
    try {
      const opened = await opening.open();
      const ours = { ...opened, context: { ...opened.context, signal } };
      this.tell(ours);
      return ours;
    } catch (error) {
      this.tell(undefined);
      throw error;
    }
  }

  private async arrived(blobs: readonly PlannedBlob[], engine: Engine, context: SendContext): Promise<void> {
    const isProven = await engine.isVerified(context);
    const isStored = (blob: PlannedBlob) => engine.leaves(blob, context.features) === 'stored';
    const staged = blobs.filter((blob) => !isStored(blob)).flatMap(allDestinations);
    await (isProven ? this.done : this.toProve).putAll(staged);
    await this.stageAll(blobs.filter(isStored), isProven);
  }

  private stageAll(blobs: readonly PlannedBlob[], isProven: boolean): Promise<void> {
    return this.toStage.putAll(blobs.flatMap(allDestinations).map((file) => ({ ...file, isProven })));
  }

  private async stage(): Promise<void> {
    for (;;) {
      const group = await this.toStage.take(STAGED_TOGETHER, STAGING_WAIT);
      const context = (await this.opened)?.context;
      if (group.length === 0 || context === undefined) return;
      const failed = await stageStored(group, context);
      const paths = new Set(failed.flatMap(({ blob }) => blob.destinations.map(({ path }) => path)));
      for (const failure of failed) addAll(this.again, this.options.ledger.fail(failure));
      for (const { blob, path, isProven } of group)
        if (!paths.has(path)) await (isProven ? this.done : this.toProve).put({ blob, path });
    }
  }

  private async prove(): Promise<void> {
    for await (const file of this.toProve) {
      const context = (await this.opened)?.context;
      if (context === undefined) return;
      if (await isStagedRight(file, context)) await this.done.put(file);
      else this.wrong.push(file);
    }
  }

  private async settle(): Promise<void> {
    for (;;) {
      const group = await this.done.take(STAGED_TOGETHER, 0);
      const context = (await this.opened)?.context;
      if (group.length === 0 || context === undefined) return;
      context.recorder.staged(group);
      for (const file of group) addAll(this.again, this.options.ledger.settle(file));
    }
  }
}

/** One by one: there may be more equal files than a call takes arguments. */
function addAll(list: WantedFile[], files: readonly WantedFile[]): void {
  for (const file of files) list.push(file);
}
