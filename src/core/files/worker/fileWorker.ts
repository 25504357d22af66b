import { setMaxListeners } from 'node:events';
import { Worker } from 'node:worker_threads';
import { takeKept } from '../pieceBuffers';
import { notePlaces, sharePlaces } from '../selectedFolders';
import { errorOf } from './failure';
import type { Answer, Answered, Asked, FromWorker, Question, ToWorker } from './messages';

/** What is asked for at the same time goes together, up to so many: the worker answers after the last. */
const ASKED_TOGETHER = 64;

/** The worker did not start, or is gone: what it was asked for is to be done without it. */
export class WorkerGoneError extends Error {}

interface Pending {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
  readonly onBytes: ((bytes: number) => void) | undefined;
}

interface Asking {
  readonly signal?: AbortSignal;
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/** This thread's side of the worker, which is started by the first question. */
export class FileWorker {
  private worker: Worker | undefined;
  private isGone = false;
  private readonly pending = new Map<number, Pending>();
  private waiting: Asked[] = [];
  private ids = 0;

  /**
   * @param script the worker's bundle
   * @param onTrouble told why there is none any more
   */
  constructor(
    private readonly script: string,
    private readonly onTrouble: (error: Error) => void,
  ) {}

  /** A number for a body, unlike all others. */
  newBody(): number {
    return ++this.ids;
  }

  /** Ends a body early, or after its end. */
  endBody(body: number): void {
    this.post({ type: 'end', body });
  }

  /** @throws WorkerGoneError; what `question` led to; the signal's reason */
  async ask(question: Question, { signal, onBytes }: Asking = {}): Promise<Answer> {
    if (this.isGone) throw new WorkerGoneError();
    signal?.throwIfAborted();
    const id = ++this.ids;
    const cancel = () => {
      this.post({ type: 'cancel', id });
      this.pending.get(id)?.reject(signal?.reason);
    };
    if (signal !== undefined) setMaxListeners(0, signal);
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      return await new Promise<Answer>((resolve, reject) => {
        this.pending.set(id, { resolve, reject, onBytes });
        if (this.pending.size === 1) this.running()?.ref();
        this.send({ ...question, id });
      });
    } finally {
      signal?.removeEventListener('abort', cancel);
      this.pending.delete(id);
      // It keeps no process alive that is done.
      if (this.pending.size === 0) this.worker?.unref();
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
    if (this.waiting.length >= ASKED_TOGETHER) this.flush();
  }

  private flush(): void {
    const tasks = this.waiting;
    if (tasks.length === 0) return;
    this.waiting = [];
    const memory = tasks.flatMap(({ task }) =>
      task === 'chunkPiece' || task === 'rangePiece' ? (takeKept() ?? []) : [],
    );
    this.running()?.postMessage({ type: 'tasks', tasks, memory } satisfies ToWorker, memory);
  }

  private post(message: ToWorker): void {
    this.worker?.postMessage(message);
  }

  private running(): Worker | undefined {
    if (this.worker !== undefined || this.isGone) return this.worker;
    try {
      this.worker = new Worker(this.script, { name: 'oxen-upload files' });
    } catch (error) {
      this.lose(error instanceof Error ? error : new Error(String(error)));
      return undefined;
    }
    this.worker
      .on('message', (message: FromWorker) => this.take(message))
      .on('error', (error) => this.lose(error))
      .on('exit', (code) => this.lose(new Error(`It ended by itself, with code ${code}.`)));
    this.post({
      type: 'places',
      places: sharePlaces((place) => this.post({ type: 'places', places: [place] })),
    });
    return this.worker;
  }

  private take(message: FromWorker): void {
    switch (message.type) {
      case 'answers':
        for (const answered of message.answers) this.settle(answered);
        return;
      case 'read':
        this.pending.get(message.id)?.onBytes?.(message.bytes);
        return;
      case 'places':
        notePlaces(message.places);
    }
  }

  private settle(answered: Answered): void {
    const asked = this.pending.get(answered.id);
    if (answered.task === 'failed') asked?.reject(errorOf(answered.failure));
    else asked?.resolve(answered);
  }

  private lose(error: Error): void {
    if (this.isGone) return;
    this.leave();
    this.onTrouble(error);
  }

  private leave(): void {
    this.isGone = true;
    this.worker = undefined;
    sharePlaces(() => undefined);
    for (const { reject } of this.pending.values()) reject(new WorkerGoneError());
  }
}
