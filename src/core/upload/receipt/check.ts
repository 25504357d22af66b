import { t } from '@vscode/l10n';
import pMap from 'p-map';
import { LocalFileError } from '../../files/localFileError';
import type { Digester } from '../../files/hashing/hashCache';
import { branchHead } from '../../oxen/branches';
import type { OxenServer, Repository } from '../../oxen/http/client';
import type { CommitId } from '../../oxen/ids';
import { shareThread } from '../../shareThread';
import { isRefusal, repoPath, type RepoPath } from '../../repoPath';
import { targetIn } from '../target/knownTarget';
import { visitEntries } from '../plan/remoteTree';
import type { FileOutcome, ReceiptFile, ReceiptHead } from './form';
import { type OpenReceipt, ReceiptError } from './receiptFile';

/** How something is now, against what the receipt says. `unknown`: a local file that may not be read. */
export type Now = 'same' | 'differs' | 'gone' | 'unknown';

/** A path that lay on the branch when the receipt was made. */
export interface CheckedFile {
  readonly path: RepoPath;
  readonly source: string | undefined;
  /** In the place that it was uploaded from; absent where that was not to be looked at. */
  readonly here?: Now;
  /** On the branch. */
  readonly there: Now;
}

export interface Checked {
  readonly checked: number;
  /** Those that are not the same everywhere, in the receipt's order. */
  readonly differences: readonly CheckedFile[];
  /** The first of those that are. */
  readonly same: readonly RepoPath[];
  /** Where the branch is now; `undefined` when it is gone, or empty. */
  readonly head: CommitId | undefined;
}

export interface CheckOptions {
  readonly server: OxenServer;
  /** Reads local files; without it only the server is asked. */
  readonly digest: Digester | undefined;
  readonly signal: AbortSignal;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** So many of the files that are the same are named: a person looks at no more. */
export const SAME_NAMED = 1000;

const READ_AT_ONCE = 4;

/** What it means that a file cannot be read. */
const NOW: Readonly<Partial<Record<LocalFileError['kind'], Now>>> = {
  missing: 'gone',
  vanished: 'gone',
  changed: 'differs',
  'not-a-file': 'differs',
};

/** Files that lay on the branch when the receipt was made. */
const ON_BRANCH = ['uploaded', 'unchanged', 'not verified'] as const satisfies readonly FileOutcome[];

/** How many files of a receipt lay on the branch when it was made: the others cannot be compared. */
export function checkableFiles({ counts }: ReceiptHead): number {
  return ON_BRANCH.reduce((sum, outcome) => sum + (counts[outcome] ?? 0), 0);
}

/** Compares each path that a receipt says lies on the branch with the branch as it is now, and with the local file. */
export async function checkReceipt(
  receipt: OpenReceipt,
  { server, digest, signal, onProgress }: CheckOptions,
): Promise<Checked> {
  const target = targetOf(receipt.head);
  const expected = await expectedFiles(receipt, signal);
  const repository = server.repository(target.repository);
  const head = await branchHead(repository, target.branch, signal);
  const there = await lookThere(expected, { repository, head, signal });
  const here = digest === undefined ? undefined : await lookHere(expected, { digest, signal, onProgress });
  const differences: CheckedFile[] = [];
  const same: RepoPath[] = [];
  for (const [index, { path, source }] of expected.entries()) {
    const file = {
      path,
      source,
      there: there[index] ?? 'gone',
      ...(here && { here: here[index] ?? 'unknown' }),
    };
    if (!isSame(file)) differences.push(file);
    else if (same.length < SAME_NAMED) same.push(path);
  }
  return { checked: expected.length, differences, same, head };
}

/** One word of {@link CheckedFile} for each side that is not the same: `differs here`, `gone there`. */
export function differencesOf({ here = 'same', there }: CheckedFile): readonly string[] {
  return [...(here === 'same' ? [] : [hereText(here)]), ...(there === 'same' ? [] : [thereText(there)])];
}

/** @throws ReceiptError when it names no repository */
export function targetOf({ target: { server, ...place } }: ReceiptHead) {
  const target = targetIn({ origin: server, ...place });
  if (target === undefined) throw new ReceiptError(t('The receipt names no valid target.'));
  return target;
}

function hereText(now: Now): string {
  if (now === 'unknown') return t('cannot be read here');
  return now === 'gone' ? t('gone here') : t('differs here');
}

function thereText(now: Now): string {
  return now === 'gone' ? t('gone there') : t('differs there');
}

function isSame({ here = 'same', there }: CheckedFile): boolean {
  return here === 'same' && there === 'same';
}

interface ExpectedFile extends Pick<ReceiptFile, 'source'> {
  readonly path: RepoPath;
  readonly hash: string;
}

/** What the receipt says lies on the branch. */
async function expectedFiles(receipt: OpenReceipt, signal: AbortSignal): Promise<readonly ExpectedFile[]> {
  const expected: ExpectedFile[] = [];
  for await (const files of receipt.files()) {
    signal.throwIfAborted();
    for (const { file } of files) {
      const { path: text, hash, source, outcome } = file;
      if (!ON_BRANCH.some((one) => one === outcome) || text === undefined || hash === undefined) continue;
      const path = repoPath(text);
      if (isRefusal(path)) throw new ReceiptError(t('The receipt has a path that cannot be: {0}.', text));
      expected.push({ path, hash, ...(source !== undefined && { source }) });
    }
  }
  const promised = checkableFiles(receipt.head);
  if (expected.length !== promised)
    throw new ReceiptError(
      t('The receipt is damaged: it lists {0} of {1} files.', expected.length, promised),
    );
  if (promised === 0) throw new ReceiptError(t('The receipt lists no file that was uploaded.'));
  return expected;
}

interface ThereOptions {
  readonly repository: Repository;
  readonly head: CommitId | undefined;
  readonly signal: AbortSignal;
}

async function lookThere(
  expected: readonly ExpectedFile[],
  { repository, head, signal }: ThereOptions,
): Promise<readonly Now[]> {
  const there = new Array<Now>(expected.length).fill('gone');
  if (head === undefined) return there;
  const paths = expected.map(({ path }) => path);
  await visitEntries({ repository, revision: head, signal }, paths, {
    found(index, { hash, isDirectory }) {
      there[index] = !isDirectory && hash === expected[index]?.hash ? 'same' : 'differs';
    },
    blocked: () => undefined,
  });
  return there;
}

interface HereOptions extends Pick<CheckOptions, 'signal' | 'onProgress'> {
  readonly digest: Digester;
}

async function lookHere(
  expected: readonly ExpectedFile[],
  { digest, signal, onProgress }: HereOptions,
): Promise<readonly Now[]> {
  let done = 0;
  return pMap(
    expected,
    async ({ source, hash }): Promise<Now> => {
      const now = source === undefined ? 'unknown' : await lookAt(source, hash, { digest, signal });
      onProgress?.(++done, expected.length);
      await shareThread();
      return now;
    },
    { concurrency: READ_AT_ONCE, signal },
  );
}

async function lookAt(source: string, hash: string, { digest, signal }: HereOptions): Promise<Now> {
  try {
    return (await digest(source, { signal })).hash === hash ? 'same' : 'differs';
  } catch (error) {
    if (!(error instanceof LocalFileError)) throw error;
    return NOW[error.kind] ?? 'unknown';
  }
}
