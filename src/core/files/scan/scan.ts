import type { BigIntStats } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { assertNever } from '../../assertNever';
import { shareThread } from '../../shareThread';
import { excludedFinder, type IsExcluded } from './excluded';
import { type ExcludeMatcher, excludeMatcher } from './excludeGlobs';
import { type Entry, isBookkeeping, kindOf, listFolder } from './folderListing';
import { gitignoreRulesFinder } from './gitignoreRules';
import { type IgnoreRules, ignoreRulesFinder, NO_RULES } from './ignoreRules';
import { fileCalls } from '../fileCalls';
import type { LocalFile, SkippedFile, SkipReason } from '../localFile';
import { LocalFileError, localFileError } from '../localFileError';
import { rememberPlace } from '../selectedFolders';
import { requireReadable } from './readable';
import { nameFrom, type Origin, originOf } from './originOfNames';
import { depth, keyed, type Selected } from './selected';
import { followLink, type LinkTarget, type Symlinks } from './symlinks';

export interface ScanOptions {
  readonly signal: AbortSignal;
  /**
   * What the selected paths are called, by their indexes, instead of like `cp -r`; what is in a folder called `''` is
   * named as from there.
   */
  readonly names?: readonly string[] | undefined;
  /**
   * `skip` unless told. Links are followed to what lies in the same selected folder; a link that is selected itself,
   * to what lies in the folder around it.
   */
  readonly symlinks?: Symlinks | undefined;
  /** Folders that are never taken, with what lies in them: where the product keeps its own state. */
  readonly exclude?: readonly string[] | undefined;
  /** Leave out what git ignores, too. */
  readonly useGitignore?: boolean | undefined;
  /** Leave out what these match, as {@link excludeMatcher} has it. */
  readonly excludeGlobs?: readonly string[] | undefined;
  /** Those that the window has open, as absolute paths: patterns begin there. None on the command line. */
  readonly workspaceFolders?: readonly string[] | undefined;
  /** Absolute paths that are taken though a rule leaves them out, with all that lies in them. */
  readonly anyway?: readonly string[] | undefined;
}

/** Each list in a stable order: files by name, the others by path. */
export interface ScanResult {
  /** Also those whose names no repository can have. */
  readonly files: readonly LocalFile[];
  /** A folder that is ignored is named, not what is in it. */
  readonly skipped: readonly SkippedFile[];
  /** Files and folders that may not be read or looked at; also an ignore file, then nothing is taken that it rules. */
  readonly failed: readonly LocalFileError[];
  /** Folders in which a working copy of Oxen begins, the first {@link MOST_COPIES} of them. */
  readonly workingCopies: readonly string[];
}

/** Somebody has to look at each. */
const MOST_COPIES = 20;

/**
 * Finds the files of a selection, each once, whatever overlaps in it.
 *
 * A path that ends in `/.` stands for what is in the folder: names begin there. As with a `/` at its end, a link there
 * is the folder that it leads to.
 *
 * One bad file or folder never stops the others.
 * @throws the signal's reason when it is aborted
 */
export async function scan(selection: readonly string[], options: ScanOptions): Promise<ScanResult> {
  const search = new Search(selection, options);
  await search.run();
  return search.result();
}

/** Something met on the way. */
interface Found {
  /** Where the selection has it. */
  readonly path: string;
  /** Where it lies: somewhere else only below a followed link. */
  readonly disk: string;
  readonly kind: Entry['kind'];
}

/** A folder on the way down; `within` leads back up to the selected one. */
interface Folder extends Pick<Found, 'path' | 'disk'> {
  readonly within: Folder | undefined;
  /** Taken with all that lies in it. */
  readonly isTakenWhole: boolean;
}

/** What one selected path leads to. */
interface Walk {
  readonly origin: Origin;
  /** Links may lead to what lies in it. */
  readonly root: string;
  readonly oxenignore: IgnoreRules;
  readonly isExcluded: IsExcluded;
  /** Those still to be looked into. */
  readonly folders: Folder[];
}

class Search {
  private readonly files: LocalFile[] = [];
  private readonly skipped: SkippedFile[] = [];
  private readonly failed = new Set<LocalFileError>();
  private readonly workingCopies = new Set<string>();
  private readonly ignoredFolders = new Set<string>();
  private readonly roots = new Set<string>();
  /** One file after the other is matched, so that others get their turn in between. */
  private matching: Promise<unknown> = Promise.resolve();
  /** Folders before what they hold: an entry met inside a folder is taken off, so its turn never comes. */
  private readonly pending: Map<string, Selected>;
  private readonly oxenignoreAt = ignoreRulesFinder();
  private readonly gitignoreAt: (folder: string) => Promise<IgnoreRules> | IgnoreRules;
  private readonly excludedIn: (root: string) => Promise<IsExcluded>;
  private readonly matchesGlob: ExcludeMatcher;
  private readonly anyway: ReadonlySet<string>;

  constructor(
    selection: readonly string[],
    private readonly options: ScanOptions,
  ) {
    const { names = [] } = options;
    const pending = selection.map((selected, index) => keyed(selected, names[index]));
    this.pending = new Map(pending.sort(([one], [other]) => depth(one) - depth(other)));
    this.excludedIn = excludedFinder(options.exclude ?? []);
    this.matchesGlob = excludeMatcher(options.excludeGlobs ?? [], options.workspaceFolders);
    this.anyway = new Set(options.anyway);
    this.gitignoreAt = options.useGitignore === true ? gitignoreRulesFinder() : () => NO_RULES;
  }

  async run(): Promise<void> {
    for (const [path, selected] of this.pending) {
      if (isBookkeeping(path) || this.isBelowIgnored(path)) continue;
      await this.survive(() => this.takeSelected(selected));
    }
    this.options.signal.throwIfAborted();
  }

  result(): ScanResult {
    return {
      files: this.files.sort((one, other) => compare(one.name, other.name) || compare(one.path, other.path)),
      skipped: this.skipped.sort((one, other) => compare(one.path, other.path)),
      failed: [...this.failed].sort((one, other) => compare(one.path, other.path)),
      workingCopies: [...this.workingCopies].slice(0, MOST_COPIES),
    };
  }

  private async takeSelected({ looked, name }: Selected): Promise<void> {
    const kind = kindOf(await look(looked).catch(neverThere));
    const path = resolve(looked);
    const root = kind === 'folder' ? path : dirname(path);
    if (!this.roots.has(root)) await rememberPlace(root);
    this.roots.add(root);
    const walk: Walk = {
      origin: originOf(path, name),
      root,
      oxenignore: await this.oxenignoreAt(root),
      isExcluded: await this.excludedIn(root),
      folders: [],
    };
    await this.take({ path, disk: path, kind }, walk, undefined);

    // Without recursion: only one folder is open at a time, however deep they are.
    for (let folder = walk.folders.pop(); folder !== undefined; folder = walk.folders.pop()) {
      const current = folder;
      await this.survive(async () => {
        const noteCopy = () => this.workingCopies.add(current.path);
        for await (const entries of listFolder(current.disk, noteCopy)) {
          await Promise.all(entries.map((entry) => this.survive(() => this.takeEntry(entry, walk, current))));
        }
      });
    }
  }

  private takeEntry({ name, kind }: Entry, walk: Walk, folder: Folder): Promise<void> {
    const path = join(folder.path, name);
    const disk = folder.disk === folder.path ? path : join(folder.disk, name);
    return this.take({ path, disk, kind }, walk, folder);
  }

  /** Takes a file, and notes a folder for its turn; what is left out is noted, too. */
  private async take(found: Found, walk: Walk, within: Folder | undefined): Promise<void> {
    const { path, disk, kind } = found;
    this.pending.delete(path);
    const isTakenWhole = within?.isTakenWhole === true || this.anyway.has(path);
    const ignored = walk.isExcluded(disk)
      ? 'own-state'
      : isTakenWhole
        ? undefined
        : await this.ignored(found, walk);
    if (ignored !== undefined) {
      if (kind === 'folder') this.ignoredFolders.add(path);
      this.skip(path, ignored);
      return;
    }
    if ((kind === 'file' || kind === 'folder') && this.noteIllNamed(found, walk)) return;
    switch (kind) {
      case 'file':
        return this.takeFile(found, walk);
      case 'folder':
        walk.folders.push({ path, disk, within, isTakenWhole });
        return;
      case 'symlink': {
        const target = await this.follow(disk, walk, within);
        if ('disk' in target) return this.take({ path, ...target }, walk, within);
        this.skip(path, target.reason);
        return;
      }
      case 'special':
        this.skip(path, 'special');
        return;
      default:
        return assertNever(kind);
    }
  }

  private ignored(found: Found, walk: Walk): Promise<SkipReason | undefined> {
    if (this.matchesGlob(found.path, walk.origin)) return Promise.resolve('excluded');
    if (walk.oxenignore === NO_RULES && this.options.useGitignore !== true) return Promise.resolve(undefined);
    const ignored = this.matching
      .catch(() => undefined) // it is told to whom it belongs to
      .then(() => shareThread())
      .then(() => this.match(found, walk));
    this.matching = ignored;
    return ignored;
  }

  private async match({ path, kind }: Found, { oxenignore }: Walk): Promise<SkipReason | undefined> {
    const as = kind === 'folder' ? 'folder' : 'file';
    if (oxenignore.ignores(path, as)) return 'ignored';
    return (await this.gitignoreAt(dirname(path))).ignores(path, as) ? 'gitignored' : undefined;
  }

  private async follow(link: string, { root }: Walk, within: Folder | undefined): Promise<LinkTarget> {
    if (this.options.symlinks !== 'follow') return { reason: 'symlink' };
    const target = await followLink(link, root);
    for (let folder = within; folder !== undefined; folder = folder.within) {
      if ('disk' in target && target.disk === folder.disk) return { reason: 'symlink-loop' };
    }
    return target;
  }

  private skip(path: string, reason: SkipReason): void {
    this.skipped.push({ path, reason });
  }

  /**
   * Notes what has a name that is not UTF-8, a folder without what lies in it: Node reads such bytes as U+FFFD, and
   * under that name cannot find it. For its name it is refused with the others that are.
   */
  private noteIllNamed({ path, disk }: Found, { origin }: Walk): boolean {
    const name = path.includes('\uFFFD') ? nameFrom(origin, path) : '';
    if (!name.includes('\uFFFD')) return false;
    this.files.push({ path: disk, name, size: 0 });
    return true;
  }

  private async takeFile({ path, disk }: Found, { origin }: Walk): Promise<void> {
    const stats = await look(disk);
    if (!stats.isFile()) throw new LocalFileError(disk, 'not-a-file');
    await requireReadable(disk, stats);

    this.files.push({ path: disk, name: nameFrom(origin, path), size: Number(stats.size) });
  }

  private isBelowIgnored(path: string): boolean {
    if (this.ignoredFolders.size === 0) return false;
    const parent = dirname(path);
    return this.ignoredFolders.has(parent) || (parent !== path && this.isBelowIgnored(parent));
  }

  private async survive(work: () => Promise<void>): Promise<void> {
    this.options.signal.throwIfAborted();
    try {
      await work();
    } catch (error) {
      if (!(error instanceof LocalFileError)) throw error;
      this.failed.add(error);
    }
  }
}

async function look(path: string): Promise<BigIntStats> {
  try {
    return await fileCalls.lstat(path);
  } catch (error) {
    throw localFileError(path, error);
  }
}

/** Nobody has seen yet what somebody has named: a mistyped path is more likely than a vanished file. */
function neverThere(error: unknown): never {
  if (error instanceof LocalFileError && error.kind === 'vanished')
    throw new LocalFileError(error.path, 'missing', { cause: error.cause });
  throw error;
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
