import { lstat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isBookkeeping, kindOf, listFolder, type Entry } from './folderListing';
import { ignoreRulesFinder, type IgnoreRules } from './ignoreRules';
import type { LocalFile, SkippedFile } from './localFile';
import { LocalFileError, localFileError } from './localFileError';
import { relativeName } from './relativeName';

export interface ScanOptions {
  readonly signal: AbortSignal;
  /** Keep paths relative to this folder instead of like `cp -r`; what is outside gets a name with `..`. */
  readonly relativeTo?: string;
  /** Told the number of files found so far, often. */
  readonly onProgress?: (files: number) => void;
}

/** Each list in a stable order: files by name, the others by path. */
export interface ScanResult {
  readonly files: readonly LocalFile[];
  /** A folder that is ignored is named, not what is in it. */
  readonly skipped: readonly SkippedFile[];
  /** Files and folders that could not be looked at; also an `.oxenignore`, then nothing is taken that it rules. */
  readonly failed: readonly LocalFileError[];
}

/**
 * Finds the files of a selection, each once, whatever overlaps in it. Links are not followed.
 *
 * One bad file or folder never stops the others.
 * @throws the signal's reason when it is aborted
 */
export async function scan(selection: readonly string[], options: ScanOptions): Promise<ScanResult> {
  const search = new Search(selection, options);
  await search.run();
  return search.result();
}

class Search {
  private readonly files: LocalFile[] = [];
  private readonly skipped: SkippedFile[] = [];
  private readonly failed = new Set<LocalFileError>();
  private readonly ignoredFolders = new Set<string>();
  /** Folders before what they hold: an entry met inside a folder is taken off, so its turn never comes. */
  private readonly pending: Set<string>;
  private readonly rulesAt = ignoreRulesFinder();
  private readonly base: string | undefined;

  constructor(
    selection: readonly string[],
    private readonly options: ScanOptions,
  ) {
    const paths = selection.map((path) => resolve(path));
    this.pending = new Set(paths.sort((one, other) => one.length - other.length));
    this.base = options.relativeTo === undefined ? undefined : resolve(options.relativeTo);
  }

  async run(): Promise<void> {
    for (const path of this.pending) {
      if (isBookkeeping(path) || this.isBelowIgnored(path)) continue;
      await this.survive(() => this.takeSelected(path));
    }
    this.options.signal.throwIfAborted();
  }

  result(): ScanResult {
    return {
      files: this.files.sort((one, other) => compare(one.name, other.name) || compare(one.path, other.path)),
      skipped: this.skipped.sort((one, other) => compare(one.path, other.path)),
      failed: [...this.failed].sort((one, other) => compare(one.path, other.path)),
    };
  }

  private async takeSelected(path: string): Promise<void> {
    const kind = kindOf(await look(path));
    const rules = await this.rulesAt(kind === 'folder' ? path : dirname(path));
    if (!this.admits({ path, kind }, rules)) return;

    const base = this.base ?? dirname(path);
    if (kind === 'folder') await this.takeFolder(path, base, rules);
    else await this.takeFile(path, base);
  }

  /** Without recursion: only one folder is open at a time, however deep they are. */
  private async takeFolder(top: string, base: string, rules: IgnoreRules): Promise<void> {
    const folders = [top];
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      const current = folder;
      await this.survive(async () => {
        for await (const entries of listFolder(current)) {
          const admitted = entries.filter((entry) => this.admits(entry, rules));
          const files = admitted.filter((entry) => entry.kind === 'file');
          folders.push(...admitted.filter((entry) => entry.kind === 'folder').map((entry) => entry.path));
          await Promise.all(files.map((file) => this.survive(() => this.takeFile(file.path, base))));
        }
      });
    }
  }

  private async takeFile(path: string, base: string): Promise<void> {
    const stats = await look(path);
    if (!stats.isFile()) throw new LocalFileError(path, 'not-a-file');

    this.files.push({ path, name: relativeName(base, path), size: stats.size });
    this.options.onProgress?.(this.files.length);
  }

  /** Whether the entry is to be uploaded; if not, it is noted as skipped. */
  private admits({ path, kind }: Entry, rules: IgnoreRules): boolean {
    this.pending.delete(path);
    if (rules.ignores(path, kind === 'folder' ? 'folder' : 'file')) {
      if (kind === 'folder') this.ignoredFolders.add(path);
      this.skipped.push({ path, reason: 'ignored' });
      return false;
    }
    if (kind === 'symlink' || kind === 'special') {
      this.skipped.push({ path, reason: kind });
      return false;
    }
    return true;
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

function look(path: string) {
  return lstat(path).catch((error: unknown) => {
    throw localFileError(path, error);
  });
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
