import type { ContentHash } from '../../contentHash';
import { type FileDigest, NO_CHUNKS } from '../../files/hashing/hash';
import type { SkipReason } from '../../files/localFile';
import { LocalFileError } from '../../files/localFileError';
import type { UserError } from '../../userError';
import type { FailedBlob } from '../engines/engine';
import type { Report } from '../events';
import { type Destination, type PlannedBlob, SMALL_FILE_BYTES, type StagedFile } from '../plan/plan';
import type { KnownFile, WantedFile } from '../plan/preparation';
import type { LeftOutFile } from './course';

/** What is to be done with a file whose content is known. */
export type Move =
  | { readonly to: 'send' | 'stage'; readonly blob: PlannedBlob }
  /** An equal file is under way: what becomes of it decides. */
  | { readonly to: 'wait' };

/** One content of this run. One object for both: there may be very many. */
interface Content extends PlannedBlob {
  /** The server has it, proven. */
  isThere: boolean;
  /** Where it lies in the workspace: mostly the blob's own list. */
  staged: readonly Destination[];
  /** Further ones. */
  stagedToo: Destination[] | undefined;
  waiting: WantedFile[] | undefined;
}

/** One for all contents: of very many, few are staged at more than one place, or waited for. */
const NONE: readonly never[] = [];

/** A file that did not get there, and why. */
export interface LostFile {
  readonly file: WantedFile;
  readonly error: UserError;
}

/** What becomes of each content and each file of a run. Equal files travel once. */
export class Ledger {
  private readonly contents = new Map<ContentHash, Content>();
  private lost: LostFile[] = [];
  private readonly same: KnownFile[] = [];
  private readonly left: LeftOutFile[] = [];

  constructor(private readonly report: Report) {}

  /** Files whose place held their content already. */
  get unchanged(): readonly KnownFile[] {
    return this.same;
  }

  /** Files that showed when they were read that they are not to go. */
  get skipped(): readonly LeftOutFile[] {
    return this.left;
  }

  get failed(): readonly LostFile[] {
    return this.lost;
  }

  /** Every content that lies in the workspace, with the destinations that it lies at. */
  get staged(): readonly PlannedBlob[] {
    const blobs: PlannedBlob[] = [];
    for (const content of this.contents.values()) {
      const { hash, size, chunks, source, destinations } = content;
      const staged = placesOf(content);
      if (staged === destinations) blobs.push(content);
      else if (staged.length > 0) blobs.push({ hash, size, chunks, source, destinations: staged });
    }
    return blobs;
  }

  noteUnchanged({ path, source }: WantedFile, { hash, size }: FileDigest): void {
    this.same.push({ path, source, hash, size });
  }

  /**
   * What is to be done with a file: its content is sent, staged since the run has sent it already, or the file waits for
   * an equal one that is under way.
   *
   * @param canStage whether a content that is there can be staged without sending it
   */
  take(file: WantedFile, digest: FileDigest, canStage: boolean): Move {
    const { hash } = digest;
    const known = this.contents.get(hash);
    if (known === undefined) return { to: 'send', blob: this.begin(file, digest) };
    if (known.isThere) return { to: canStage ? 'stage' : 'send', blob: blobOf(file, digest) };
    (known.waiting ??= []).push({ ...file, digest });
    return { to: 'wait' };
  }

  /** An earlier process has staged it. Returns the equal files that waited for it. */
  keep(file: WantedFile, digest: FileDigest): readonly WantedFile[] {
    return this.settle(this.noteStaged(file, digest));
  }

  /** It lies in the workspace, proven, and is still to be settled. */
  noteStaged(file: WantedFile, digest: FileDigest): StagedFile {
    const isKnown = this.contents.has(digest.hash);
    const blob = isKnown ? blobOf(file, digest) : this.begin(file, digest, true);
    return { blob, path: file.path };
  }

  /** Lies in the workspace with proven content. Returns the equal files that waited for it. */
  settle({ blob, path }: StagedFile): readonly WantedFile[] {
    const content = this.contents.get(blob.hash);
    const destination = blob.destinations.find((one) => one.path === path);
    if (content === undefined || destination === undefined) return [];
    content.isThere = true;
    // Mostly its only one, whose list is there already.
    const isFirst = content.staged.length === 0 && content.stagedToo === undefined;
    if (isFirst && blob.destinations.length === 1) content.staged = blob.destinations;
    else (content.stagedToo ??= []).push(destination);
    return waitersOf(content);
  }

  /**
   * Failed, or was lost again. When the file that was read has changed or is gone, that is no fault of equal ones.
   *
   * @returns those of them that are to be tried
   */
  fail({ blob, error }: FailedBlob): readonly WantedFile[] {
    const { size, destinations } = blob;
    for (const one of destinations) this.lose({ ...one, size, digest: undefined }, error);
    const content = this.contents.get(blob.hash);
    if (content === undefined) return [];
    const paths = new Set(destinations.map(({ path }) => path));
    content.staged = placesOf(content).filter(({ path }) => !paths.has(path));
    content.stagedToo = undefined;
    if (content.staged.length === 0) this.contents.delete(blob.hash);
    const waiting = waitersOf(content);
    if (error instanceof LocalFileError) return waiting;
    for (const file of waiting) this.lose(file, error);
    return [];
  }

  skip(file: WantedFile, reason: SkipReason): void {
    this.report({ type: 'skipped', path: file.source, reason });
    this.report({ type: 'spared', files: 1, bytes: file.size });
    this.left.push({ ...file, reason });
  }

  /** Could not be read, or must not go. */
  lose(file: WantedFile, error: UserError): void {
    this.report({ type: 'failed', path: file.source, error });
    this.lost.push({ file, error });
  }

  /** The files that failed, to be tried once more: they count as failed no longer. */
  takeFailed(): readonly WantedFile[] {
    const files = this.lost.map(({ file }) => ({ ...file, digest: undefined }));
    this.lost = [];
    return files;
  }

  private begin(file: WantedFile, digest: FileDigest, isThere = false): PlannedBlob {
    const { hash, size, chunks, source, destinations } = blobOf(file, digest);
    const content: Content = {
      hash,
      size,
      chunks,
      source,
      destinations,
      isThere,
      staged: NONE,
      stagedToo: undefined,
      waiting: undefined,
    };
    this.contents.set(hash, content);
    return content;
  }
}

/** Whoever asks for them sees to them. */
function waitersOf(content: Content): readonly WantedFile[] {
  const { waiting = NONE } = content;
  content.waiting = undefined;
  return waiting;
}

/** All of them, in a list of its own only where there are several. */
function placesOf({ staged, stagedToo }: Content): readonly Destination[] {
  return stagedToo === undefined ? staged : [...staged, ...stagedToo];
}

function blobOf(file: WantedFile, { hash, size, chunks }: FileDigest): PlannedBlob {
  return {
    hash,
    size,
    chunks: size > SMALL_FILE_BYTES ? chunks : NO_CHUNKS,
    source: file.source,
    destinations: [file],
  };
}
