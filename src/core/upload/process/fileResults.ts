import type { Destination } from '../plan/plan';
import { filesToSend, type Preparation } from '../plan/preparation';
import type { Receipt } from '../run/receipt';

/** What has been told of single files while the upload ran. */
export interface SeenOf {
  /** Local files that failed, once at least. */
  readonly failed: ReadonlySet<string>;
  /** Paths that were left to somebody else. */
  readonly skippedPaths: ReadonlySet<string>;
}

/** What became of the files of an upload, as its log tells it: the receipt has all of them. */
export type FileResults =
  | {
      readonly kind: 'uploaded';
      /** The first of them. */
      readonly files: readonly UploadedFile[];
      /** How many others. */
      readonly more: number;
    }
  | {
      readonly kind: 'not uploaded';
      /** Of the first of them. */
      readonly paths: readonly string[];
      readonly count: number;
      /** Whether others failed: those have been told one by one. */
      readonly isRest: boolean;
    };

export interface UploadedFile {
  readonly path: string;
  /** `undefined` of a file that was sent once more: it may have been planned with other content. */
  readonly hash: string | undefined;
  /** Whether something else lay there. */
  readonly isReplaced: boolean;
}

/** Files that are named each, and those named in a line of many. */
const NAMED_EACH = 500;
const NAMED_TOGETHER = 10;

export function fileResultsOf(preparation: Preparation, receipt: Receipt, seen: SeenOf): FileResults {
  const { commit, result } = receipt;
  const lost = new Set(commit === undefined ? seen.failed : receipt.failed.map(({ path }) => path));
  const isOther = ({ path, source }: Destination) => !lost.has(source) && !seen.skippedPaths.has(path);
  if (result !== 'committed') {
    const others = filesToSend(preparation).filter(isOther);
    const paths = others.slice(0, NAMED_TOGETHER).map(({ path }) => path);
    return { kind: 'not uploaded', paths, count: others.length, isRest: lost.size > 0 };
  }
  const files: UploadedFile[] = [];
  let more = 0;
  for (const { hash, destinations } of receipt.blobs)
    for (const destination of destinations.filter(isOther)) {
      const { path, source, replaces } = destination;
      if (files.length === NAMED_EACH) more++;
      else
        files.push({
          path,
          hash: seen.failed.has(source) ? undefined : hash,
          isReplaced: replaces !== undefined,
        });
    }
  return { kind: 'uploaded', files, more };
}
