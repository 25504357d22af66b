import { setMaxListeners } from 'node:events';
import { Worker } from 'node:worker_threads';
import { takeKept } from '../memory/pieceBuffers';
import { notePlaces, sharePlaces } from '../selectedFolders';
import { errorOf } from './failure';
import type { Answer, Answered, Asked, FromWorker, Question, ScannedFiles, ToWorker } from './messages';

/** What is answered with pieces, for which memory is given along. */
const BODIES: ReadonlySet<Question['task']> = new Set(['chunkPiece', 'rangePiece', 'wholePiece']);
/** What is asked for at the same time goes together, up to so many: the worker answers after the last. */
export const QUESTIONS_TOGETHER = 64;
/** To be asked for at once, where there is very much: twice as many as go together, so that it need not wait for the next. */
export const ASKED_AT_ONCE = 2 * QUESTIONS_TOGETHER;

/** What it makes is gone soon: more room would only be filled before it is collected. */
const LIMITS = { maxYoungGenerationSizeMb: 4 };

export interface WorkerEvents {
  /** There is no worker any more, for that reason. */
  readonly onTrouble: (error: Error) => void;
}

/** The worker did not start, or is gone: what it was asked for is to be done without it. */
export class WorkerGoneError extends Error {}

interface Pending {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
  readonly heard: Hearing;
}

/** What is told before the answer. */
interface Hearing {
  readonly onBytes?: ((bytes: number) => void) | undefined;
  readonly onScanned?: (files: ScannedFiles) => void;
}

interface Asking extends Hearing {
  readonly signal?: AbortSignal;
}

/** This thread's side of the worker, which is started by the first question. */
export class FileWorker {
  private worker: Worker | undefined;
  private isGone = false;
  private endSharing: () => void = () => undefined;
  private readonly pending = new Map<number, Pending>();
  private waiting: Asked[] = [];
  private ids = 0;

  /**
   * @param script the worker's bundle
   */
  constructor(
    private readonly script: string,
    private readonly told: WorkerEvents,
  ) {}

  /** It has a thread, or has lost it. */
  get isStarted(): boolean {
    return this.worker !== undefined || this.isGone;
  }

  /** Another thread like this one. */
  another(): FileWorker {
    return new FileWorker(this.script, this.told);
  }

  /** A number for a body, unlike all others. */
  newBody(): number {
    return ++this.ids;
  }

  /** Ends a body early, or after its end. */
  endBody(body: number): void {
    this.post({ type: 'end', body });
  }

  /** @throws WorkerGoneError; what `question` led to; the signal's reason */
  ask(question: Question, { signal, ...heard }: Asking = {}): Promise<Answer> {
    const id = ++this.ids;
    // Very many are asked: each costs little more than its promise.
    const answer = new Promise<Answer>((resolve, reject) => {
      if (this.isGone) {
        reject(new WorkerGoneError());
        return;
      }
      this.pending.set(id, { resolve, reject, heard });
      // It keeps no process alive that waits for nothing.
      if (this.pending.size === 1) this.running()?.ref();
      this.send({ ...question, id });
    });
    return signal === undefined ? answer : this.unlessCancelled(answer, id, signal);
  }

  private async unlessCancelled(answer: Promise<Answer>, id: number, signal: AbortSignal): Promise<Answer> {
    const cancel = () => {
      this.flush(); // it hears of the question first
      this.post({ type: 'cancel', id });
      this.close(id)?.reject(signal.reason);
    };
    setMaxListeners(0, signal);
    signal.addEventListener('abort', cancel, { once: true });
    try {
      if (signal.aborted) cancel();
      return await answer;
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  /** Ends the thread. What it was asked for is done without it. */
  async dispose(): Promise<void> {
    const { worker } = this;
    this.leave();
    await worker?.terminate();
  }

  private send(task: Asked): void {
    if (this.waiting.push(task) === 1) queueMicrotask(() => this.flush());
    if (this.waiting.length >= QUESTIONS_TOGETHER) this.flush();
  }

  private flush(): void {
    const tasks = this.waiting;
    if (tasks.length === 0) return;
    this.waiting = [];
    const memory = tasks.flatMap(({ task }) => (BODIES.has(task) ? (takeKept() ?? []) : []));
    this.running()?.postMessage({ type: 'tasks', tasks, memory } satisfies ToWorker, memory);
  }

  private post(message: ToWorker): void {
    this.worker?.postMessage(message);
  }

  private running(): Worker | undefined {
    if (this.worker !== undefined || this.isGone) return this.worker;
    try {
      this.worker = new Worker(this.script, { name: 'oxen-upload files', resourceLimits: LIMITS });
    } catch (error) {
      this.lose(error instanceof Error ? error : new Error(String(error)));
      return undefined;
    }
    this.worker
      .on('message', (message: FromWorker) => this.take(message))
      .on('error', (error) => this.lose(error))
      .on('exit', (code) => this.lose(new Error(`It ended by itself, with code ${code}.`)));
    const { known, end } = sharePlaces((place) => this.post({ type: 'places', places: [place] }));
    this.endSharing = end;
    this.post({ type: 'places', places: known });
    return this.worker;
  }

  private take(message: FromWorker): void {
    switch (message.type) {
      case 'answers':
        for (const answered of message.answers) this.settle(answered);
        return;
      case 'read':
        this.pending.get(message.id)?.heard.onBytes?.(message.bytes);
        return;
      case 'scanned':
        this.pending.get(message.id)?.heard.onScanned?.(message.files);
        return;
      case 'places':
        notePlaces(message.places);
    }
  }

  private settle(answered: Answered): void {
    const asked = this.close(answered.id);
    if (answered.task === 'failed') asked?.reject(errorOf(answered.failure));
    else asked?.resolve(answered);
  }

  /** Who waits for it is told by the caller. */
  private close(id: number): Pending | undefined {
    const asked = this.pending.get(id);
    this.pending.delete(id);
    if (this.pending.size === 0) this.worker?.unref();
    return asked;
  }

  private lose(error: Error): void {
    if (this.isGone) return;
    this.leave();
    this.told.onTrouble(error);
  }

  private leave(): void {
    this.isGone = true;
    this.worker = undefined;
    this.endSharing();
    for (const { reject } of this.pending.values()) reject(new WorkerGoneError());
    this.pending.clear();
  }
}
