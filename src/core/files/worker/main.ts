import { setImmediate } from 'node:timers/promises';
import { type MessagePort, parentPort } from 'node:worker_threads';
import {
  type ChunkPiece,
  chunkPieces,
  rangePieces,
  readPlanned,
  type WholePiece,
  wholePieces,
} from '../fileBody';
import { ContentMemory, giveBackContent } from '../memory/contentMemory';
import { callSynchronously } from '../fileCalls';
import { hashFile, type ReadDigest } from '../hashing/hash';
import { readIdentities, readIdentity } from '../hashing/fileIdentity';
import { keepBuffer } from '../memory/pieceBuffers';
import type { LocalFile } from '../localFile';
import { scan } from '../scan/scan';
import { notePlaces, sharePlaces } from '../selectedFolders';
import { failureOf, fileFailureOf } from './failure';
import type { Answer, Answered, Asked, FromWorker, Scanned, ToWorker } from './messages';

/** Answers go back together, up to so many bytes of content. */
const ANSWERED_TOGETHER = 1024 * 1024;
/** Files that were found go together: the other thread takes some milliseconds for so many. */
const FOUND_TOGETHER = 2000;
const NEVER = new AbortController().signal;
/** In between comes what is to be sent meanwhile. */
const pause = () => setImmediate();

/**
 * The thread that reads and hashes. It has nothing else to do, so it calls the file system synchronously, which takes a
 * fraction of the time; otherwise it does what would be done without it, by the same code.
 */
class FileThread {
  /** Bodies under way, by their numbers. */
  private readonly chunks = new Map<number, AsyncGenerator<ChunkPiece>>();
  private readonly ranges = new Map<number, AsyncGenerator<Uint8Array>>();
  private readonly wholes = new Map<number, AsyncGenerator<WholePiece>>();
  /** Of what takes long. */
  private readonly underWay = new Map<number, AbortController>();
  private readonly memory = new ContentMemory();
  /** Large files are hashed one after the other: the disk is read in order. */
  private lastLarge: Promise<unknown> = Promise.resolve();

  constructor(private readonly port: MessagePort) {
    sharePlaces((place) => this.post({ type: 'places', places: [place] }));
    port.on('message', (message: ToWorker) => this.take(message));
  }

  private take(message: ToWorker): void {
    switch (message.type) {
      case 'tasks':
        message.memory.forEach(keepBuffer);
        void this.performAll(message.tasks);
        return;
      case 'cancel':
        this.underWay.get(message.id)?.abort();
        return;
      case 'end':
        for (const bodies of [this.chunks, this.ranges, this.wholes]) {
          void bodies.get(message.body)?.return(undefined);
          bodies.delete(message.body);
        }
        return;
      case 'places':
        notePlaces(message.places);
    }
  }

  private async performAll(tasks: readonly Asked[]): Promise<void> {
    let answers: Answered[] = [];
    let bytes = 0;
    for (const task of tasks) {
      const answered = this.perform(task);
      if (task.task === 'scan' || (task.task === 'digest' && task.chunkBytes !== undefined)) {
        void answered.then((answer) => this.answer([answer]));
        continue;
      }
      const answer = await answered;
      answers.push(answer);
      bytes += contentOf(answer)?.byteLength ?? 0;
      if (bytes < ANSWERED_TOGETHER) continue;
      this.answer(answers);
      answers = [];
      bytes = 0;
    }
    this.answer(answers);
  }

  private answer(answers: readonly Answered[]): void {
    if (answers.length === 0) return;
    const memories = new Set(answers.map((answer) => contentOf(answer)?.buffer));
    const moved = [...memories].flatMap((memory) => (memory instanceof ArrayBuffer ? memory : []));
    this.post({ type: 'answers', answers }, moved);
  }

  private post(message: FromWorker, moved: readonly ArrayBuffer[] = []): void {
    this.port.postMessage(message, moved);
  }

  private async perform(task: Asked): Promise<Answered> {
    const { id } = task;
    try {
      return { id, ...(await this.do(task)) };
    } catch (error) {
      return { id, task: 'failed', failure: failureOf(error) };
    }
  }

  private async do(question: Asked): Promise<Answer> {
    const { task } = question;
    switch (task) {
      case 'scan':
        return { task, answer: await this.cancellable(question.id, (signal) => this.scan(question, signal)) };
      case 'identity':
        return { task, answer: await readIdentity(question.path) };
      case 'identities':
        return { task, answer: await readIdentities(question.paths, pause) };
      case 'digest':
        return { task, answer: await this.digest(question) };
      case 'content':
        return { task, answer: await readPlanned(question.path, question.planned) };
      case 'chunkPiece':
        return { task, answer: await nextOf(this.chunks, question.body, () => chunkPieces(question.of)) };
      case 'rangePiece':
        return { task, answer: await nextOf(this.ranges, question.body, () => rangePieces(question.of)) };
      case 'wholePiece':
        return { task, answer: await nextOf(this.wholes, question.body, () => wholePieces(question.of)) };
    }
  }

  private async digest({
    id,
    path,
    chunkBytes,
    keepUpTo,
  }: Extract<Asked, { task: 'digest' }>): Promise<ReadDigest> {
    if (keepUpTo !== undefined) return this.digestKept(path, keepUpTo);
    return this.cancellable(id, async (signal) => {
      if (chunkBytes === undefined) return hashFile(path, { pause, signal });
      const onBytes = (bytes: number) => this.post({ type: 'read', id, bytes });
      const done = this.lastLarge.then(() => hashFile(path, { chunkBytes, onBytes, pause, signal }));
      this.lastLarge = done.catch(() => undefined);
      return done;
    });
  }

  /** Its files are told before it ends. */
  private async scan(
    { id, selection, rules }: Extract<Asked, { task: 'scan' }>,
    signal: AbortSignal,
  ): Promise<Scanned> {
    const { files, failed, ...rest } = await scan(selection, { ...rules, signal });
    for (let start = 0; start < files.length; start += FOUND_TOGETHER)
      this.post({ type: 'scanned', id, files: listsOf(files.slice(start, start + FOUND_TOGETHER)) });
    return { ...rest, failed: failed.map(fileFailureOf) };
  }

  private async cancellable<T>(id: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    this.underWay.set(id, controller);
    try {
      return await work(controller.signal);
    } finally {
      this.underWay.delete(id);
    }
  }

  /** With what was read, when it is small. */
  private async digestKept(path: string, keepUpTo: number): Promise<ReadDigest> {
    let taken: Buffer | undefined;
    const memory = (bytes: number) => (taken = this.memory.take(bytes));
    try {
      return await hashFile(path, { keepUpTo, memory, pause, signal: NEVER });
    } catch (error) {
      if (taken !== undefined) giveBackContent(taken);
      throw error;
    }
  }
}

function listsOf(files: readonly LocalFile[]) {
  return {
    paths: files.map(({ path }) => path),
    names: files.map(({ name }) => name),
    sizes: files.map(({ size }) => size),
  };
}

async function nextOf<T>(
  bodies: Map<number, AsyncGenerator<T>>,
  body: number,
  open: () => AsyncGenerator<T>,
): Promise<T | undefined> {
  const pieces = bodies.get(body) ?? open();
  bodies.set(body, pieces);
  const next = await pieces.next();
  return next.done === true ? undefined : next.value;
}

/** What is moved to the other thread instead of being copied. */
function contentOf(answered: Answered): Uint8Array | undefined {
  switch (answered.task) {
    case 'digest':
      return answered.answer.content;
    case 'content':
    case 'rangePiece':
      return answered.answer;
    case 'chunkPiece':
    case 'wholePiece':
      return answered.answer?.bytes;
    default:
      return undefined;
  }
}

callSynchronously();
if (parentPort !== null) new FileThread(parentPort);
