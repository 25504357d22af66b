import { t } from '@vscode/l10n';
import PQueue from 'p-queue';
import {
  type ChunkBodyOptions,
  chunkPieces,
  type ChunkProgress,
  type FileRange,
  type PlannedFile,
  rangePieces,
  readPlanned,
  wholePieces,
} from '../fileBody';
import { receiveContent } from '../memory/contentMemory';
import type { ContentHash } from '../../contentHash';
import { shareThread } from '../../shareThread';
import { hashFile, type HashOptions, type ReadDigest } from '../hashing/hash';
import { type Identities, type Identity, readIdentities, readIdentity } from '../hashing/fileIdentity';
import type { LocalFile } from '../localFile';
import { excludeMatcher } from '../scan/excludeGlobs';
import { scan, type ScanOptions, type ScanResult } from '../scan/scan';
import { fileErrorOf } from './failure';
import { FileWorker, type WorkerEvents, WorkerGoneError } from './fileWorker';
import type { Answer, ScannedFiles } from './messages';

/** Without a worker: small files mostly wait for the disk. */
const READ_AT_ONCE = 8;
const reading = new PQueue({ concurrency: READ_AT_ONCE });

/** What this process reads and hashes on; none where nobody has asked for it. */
let thread: { worker: FileWorker } | undefined;

/**
 * From now on files are read and hashed by a worker thread, which begins with the first of them.
 *
 * @param script its bundle
 * @param told when it could not be started, or has died: then files are read on this thread
 */
export function readOffThread(script: string, told: WorkerEvents): { readonly dispose: () => Promise<void> } {
  const own = { worker: new FileWorker(script, told) };
  thread = own;
  return {
    dispose: () => {
      if (thread === own) thread = undefined;
      return own.worker.dispose();
    },
  };
}

/** What is to be told then. */
export function withoutWorker({ message }: Error): string {
  return t('Files are read on the main thread, because the worker thread is not available: {0}', message);
}

/** A scan that met no more than so many files and folders needs little memory: its thread may stay. */
const SMALL_SCAN = 20_000;

/**
 * Finds the files of a selection, as `scan` does, but on a thread of its own: what that takes for very many is gone with
 * it. After a small scan the thread stays and reads, if none does yet: starting another would take longer than the scan.
 *
 * @throws UserError for a glob that cannot be used; the signal's reason when it is aborted
 */
export async function filesOf(selection: readonly string[], options: ScanOptions): Promise<ScanResult> {
  const { signal, ...rules } = options;
  excludeMatcher(rules.excludeGlobs ?? []); // what it throws would lose its words on the way
  const own = thread;
  const scanner = own?.worker.another();
  const files: LocalFile[] = [];
  const onScanned = ({ paths, names, sizes }: ScannedFiles) => {
    for (const [at, path] of paths.entries())
      files.push({ path, name: names[at] ?? '', size: sizes[at] ?? 0 });
  };
  const question = { task: 'scan', selection, rules } as const;
  try {
    const answer = await scanner?.ask(question, { signal, onScanned }).catch(unlessGone);
    if (answer === undefined || answer === 'gone') return await scan(selection, options);
    const { failed, ...rest } = answerTo('scan', answer).answer;
    const isSmall = files.length + failed.length + rest.skipped.length <= SMALL_SCAN;
    if (isSmall && scanner !== undefined && own?.worker.isStarted === false) own.worker = scanner;
    return { ...rest, files, failed: failed.map(fileErrorOf) };
  } finally {
    if (scanner !== own?.worker) await scanner?.dispose();
  }
}

/** The state of a file. @throws LocalFileError when it cannot be looked at */
export function identityOf(path: string): Promise<Identity> {
  return either(
    async (worker) => answerTo('identity', await worker.ask({ task: 'identity', path })).answer,
    () => readIdentity(path),
  );
}

/** The states of many files. */
export function identitiesOf(paths: readonly string[]): Promise<Identities> {
  return either(
    async (worker) => answerTo('identities', await worker.ask({ task: 'identities', paths })).answer,
    () => readIdentities(paths, shareThread),
  );
}

/** Hashes a file. @throws LocalFileError when it cannot be read; the signal's reason when it is aborted */
export function digestOf(path: string, options: HashOptions): Promise<ReadDigest> {
  return options.keepUpTo === undefined ? digestInPieces(path, options) : digestWhole(path, options);
}

/** A small file is there before it could be cancelled. There may be very many: each costs little more than its question. */
async function digestWhole(path: string, options: HashOptions): Promise<ReadDigest> {
  const { signal, onBytes, keepUpTo } = options;
  const question = { task: 'digest', path, chunkBytes: undefined, keepUpTo } as const;
  const answer = await thread?.worker.ask(question).catch(unlessGone);
  if (answer === undefined || answer === 'gone') return reading.add(() => hashFile(path, options));
  const digest = answerTo('digest', answer).answer;
  const content = digest.content && receiveContent(digest.content);
  signal.throwIfAborted();
  onBytes?.(digest.size);
  return content === undefined ? digest : { ...digest, content };
}

async function digestInPieces(path: string, options: HashOptions): Promise<ReadDigest> {
  const { signal, onBytes, chunkBytes } = options;
  let told = 0;
  const tell = (bytes: number) => {
    told += bytes;
    onBytes?.(bytes);
  };
  return either(
    async (worker) => {
      const question = { task: 'digest', path, chunkBytes, keepUpTo: undefined } as const;
      const digest = answerTo('digest', await worker.ask(question, { signal, onBytes: tell })).answer;
      if (chunkBytes === undefined) tell(digest.size);
      return digest;
    },
    () => {
      // What the worker had told before it was lost is not told again.
      let known = told;
      const rest = (bytes: number) => {
        const again = Math.min(known, bytes);
        known -= again;
        onBytes?.(bytes - again);
      };
      return reading.add(() => hashFile(path, { ...options, onBytes: rest }));
    },
  );
}

/**
 * A whole small file.
 *
 * @throws LocalFileError `changed` unless size and hash are the planned ones; or when it cannot be read
 */
export function plannedContent(path: string, planned: PlannedFile): Promise<Buffer> {
  return either(
    async (worker) => {
      const question = { task: 'content', path, planned } as const;
      return asBuffer(answerTo('content', await worker.ask(question)).answer);
    },
    () => readPlanned(path, planned),
  );
}

/**
 * One chunk of a file in pieces, for a request body. The last piece is held back until the hash of all is the
 * expected one, so that a request with other bytes than planned never completes.
 *
 * @throws LocalFileError when the file has changed, shrunk or vanished, or cannot be read
 */
export async function* chunkBody(of: ChunkBodyOptions): AsyncGenerator<Buffer> {
  let from: ChunkProgress | undefined;
  const pieces = piecesBy(
    async (worker, body) => answerTo('chunkPiece', await worker.ask({ task: 'chunkPiece', body, of })).answer,
    () => chunkPieces(of, { from }),
  );
  for await (const { bytes, ...progress } of pieces) {
    from = progress;
    yield asBuffer(bytes);
  }
}

/**
 * A range of a file in pieces, as it is now.
 *
 * @throws LocalFileError when the file has shrunk or vanished, or cannot be read
 */
export async function* rangeBody(of: FileRange): AsyncGenerator<Buffer> {
  let done = 0;
  const pieces = piecesBy(
    async (worker, body) => answerTo('rangePiece', await worker.ask({ task: 'rangePiece', body, of })).answer,
    () => rangePieces(of, { done }),
  );
  for await (const bytes of pieces) {
    done += bytes.length;
    yield asBuffer(bytes);
  }
}

/**
 * A whole file in pieces, as it is now; its hash is told before the last one.
 *
 * @throws LocalFileError when the file has changed meanwhile, or cannot be read; WorkerGoneError when the worker is lost on
 * the way: what was hashed there is lost with it
 */
export async function* wholeBody(
  of: Omit<FileRange, 'start'>,
  onHash: (hash: ContentHash) => void,
): AsyncGenerator<Buffer> {
  let isBegun = false;
  const pieces = piecesBy(
    async (worker, body) => answerTo('wholePiece', await worker.ask({ task: 'wholePiece', body, of })).answer,
    () => {
      if (isBegun) throw new WorkerGoneError();
      return wholePieces(of);
    },
  );
  for await (const { bytes, hash } of pieces) {
    isBegun = true;
    if (hash !== undefined) onHash(hash);
    yield asBuffer(bytes);
  }
}

/** Those that the worker reads; when it is lost, the rest without it. */
async function* piecesBy<T>(
  next: (worker: FileWorker, body: number) => Promise<T | undefined>,
  rest: () => AsyncGenerator<T>,
): AsyncGenerator<T> {
  const reader = thread?.worker;
  if (reader === undefined) {
    yield* rest();
    return;
  }
  const body = reader.newBody();
  try {
    for (;;) {
      const piece = await next(reader, body).catch(unlessGone);
      if (piece === 'gone') break;
      if (piece === undefined) return;
      yield piece;
    }
  } finally {
    reader.endBody(body);
  }
  yield* rest();
}

async function either<T>(there: (worker: FileWorker) => Promise<T>, here: () => Promise<T>): Promise<T> {
  const answer = thread === undefined ? 'gone' : await there(thread.worker).catch(unlessGone);
  return answer === 'gone' ? here() : answer;
}

function unlessGone(error: unknown): 'gone' {
  if (error instanceof WorkerGoneError) return 'gone';
  throw error;
}

function answerTo<Task extends Answer['task']>(task: Task, answer: Answer): Extract<Answer, { task: Task }> {
  const isIt = (one: Answer): one is Extract<Answer, { task: Task }> => one.task === task;
  if (!isIt(answer)) throw new TypeError(`The worker answered ${answer.task} to ${task}.`);
  return answer;
}

/** What comes from another thread has lost its class. */
function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
