import { t } from '@vscode/l10n';
import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { tryPrivateFolder } from '../../files/privateFiles';
import type { BranchName } from '../../oxen/branchName';
import { Checkpoint } from './checkpoint';
import { Journal, type JournalPlace } from './journal';
import { JournalFile, readOutline, readRecords } from './journalFile';
import { JournalError, obstacleText } from './obstacle';
import { type FolderState, Ownership } from './ownership/ownership';
import { type BeginRecord, beginRecord, FORM, type JournalRecord, namesIn, type SavedOrder } from './records';

/** A run that ended without an end: its process was killed, or the network was gone. */
export interface UnfinishedRun extends BeginRecord, FolderState {
  /** Whether its turn had come. */
  readonly hasStarted: boolean;
  /** The branch that it was decided to go to, if another than it was told. */
  readonly decidedBranch: BranchName | undefined;
}

/** What the user said yes to. */
export interface Approval extends Pick<BeginRecord, 'order' | 'text' | 'bytes' | 'base' | 'leftOut'> {
  /** Paths, each with the content that it may replace. */
  readonly approved: readonly { readonly path: string; readonly replaces: string | undefined }[];
}

/** The journals of all runs on this machine, a folder each. */
export class Journals {
  /** @param folder made when needed. Without one there are none but those that are begun here, in memory */
  constructor(private readonly folder: string | undefined) {}

  /** These, if something can be kept in their folder; else ones in memory only, and `tell` hears why, as a sentence. */
  async orInMemory(tell: (sentence: string) => void): Promise<Journals> {
    const obstacle = await this.obstacle();
    if (obstacle === undefined) return this;
    tell(t('This upload cannot be resumed if it is interrupted: {0}.', obstacle));
    return new Journals(undefined);
  }

  /** A new journal, on disk when this resolves; in memory only, and damaged, where it cannot be. */
  async begin({ approved, ...fields }: Approval): Promise<Journal> {
    const files = approved.length;
    const begin = beginRecord({ ...fields, files, id: randomUUID(), at: Date.now() });
    const records = [begin, ...approvalRecords(approved)];
    const checkpoint = new Checkpoint();
    if (this.folder === undefined) return new Journal(begin, checkpoint, undefined);
    const folder = join(this.folder, begin.id);
    let place: JournalPlace | undefined;
    try {
      place = await openPlace(folder, () => undefined);
      if (place === undefined) throw new Error(`${folder} belongs to another process.`);
      const { file } = place;
      await Promise.all(records.map((record) => file.append(record)));
    } catch (error) {
      await place?.file.close().catch(() => undefined);
      await (place?.ownership.remove() ?? rm(folder, { recursive: true, force: true })).catch(
        () => undefined,
      );
      const journal = new Journal(begin, checkpoint, undefined);
      journal.spoil(error);
      return journal;
    }
    return new Journal(begin, checkpoint, place);
  }

  /** Newest first; with an order, only those of this one. */
  async unfinished(order?: SavedOrder): Promise<readonly UnfinishedRun[]> {
    const { folder } = this;
    if (folder === undefined) return [];
    const names = await readdir(folder).catch(() => []);
    const runs = await Promise.all(names.map((name) => unfinishedIn(join(folder, name))));
    return runs
      .filter((run) => run !== undefined)
      .filter((run) => order === undefined || isSame(run.order, order))
      .sort((a, b) => b.at - a.at);
  }

  /**
   * Goes on with a run's journal; `undefined` while another process owns it, or when it is gone.
   *
   * @throws JournalError when it cannot be read or written
   */
  async open(id: string): Promise<Journal | undefined> {
    if (this.folder === undefined) return undefined;
    const folder = join(this.folder, id);
    if (beginOf(await readOutline(fileIn(folder))) === undefined) return undefined;
    // Read again: until now another process may have written.
    let begin: BeginRecord | undefined;
    const checkpoint = new Checkpoint();
    const recall = (record: JournalRecord) => {
      if (record.type === 'begin') begin = record;
      checkpoint.recall(record);
    };
    try {
      const place = await openPlace(folder, recall);
      if (place === undefined) return undefined;
      if (begin !== undefined) return new Journal(begin, checkpoint, place);
      await place.file.close();
      await place.ownership.remove();
      return undefined;
    } catch (error) {
      throw new JournalError(folder, error);
    }
  }

  /** How far a run has come, read only: it stays with whoever works on it. */
  async look(id: string): Promise<Checkpoint> {
    const checkpoint = new Checkpoint();
    if (this.folder !== undefined)
      await readRecords(fileIn(join(this.folder, id)), (record) => checkpoint.recall(record));
    return checkpoint;
  }

  /** Why nothing can be kept, as a part of a sentence. */
  private async obstacle(): Promise<string | undefined> {
    if (this.folder === undefined) return t('there is no home folder to store its state in');
    try {
      await tryPrivateFolder(this.folder);
      return undefined;
    } catch (error) {
      return obstacleText(this.folder, error);
    }
  }
}

async function unfinishedIn(folder: string): Promise<UnfinishedRun | undefined> {
  const records = await readOutline(fileIn(folder));
  const begin = beginOf(records);
  if (begin === undefined) return undefined;
  const decidedBranch = new Checkpoint(records).branch;
  // Older runs did not wait under a journal.
  const hasStarted = begin.form !== FORM || records.some(({ type }) => type === 'started');
  return { ...begin, ...(await Ownership.look(folder)), decidedBranch, hasStarted };
}

/** `undefined` while another process owns the folder. */
async function openPlace(
  folder: string,
  recall: (record: JournalRecord) => void,
): Promise<JournalPlace | undefined> {
  const ownership = await Ownership.take(folder);
  if (ownership === undefined) return undefined;
  try {
    return { file: await JournalFile.open(fileIn(folder), recall), ownership };
  } catch (error) {
    await ownership.release().catch(() => undefined);
    throw error;
  }
}

function fileIn(folder: string): string {
  return join(folder, 'journal.jsonl');
}

function beginOf([first]: readonly JournalRecord[]): BeginRecord | undefined {
  return first?.type === 'begin' ? first : undefined;
}

/** Unset filters match any value (older journals). */
function isSame(one: SavedOrder, other: SavedOrder): boolean {
  return (
    comparable(one) === comparable(other) &&
    fits(one.symlinks, other.symlinks) &&
    fits(one.useGitignore, other.useGitignore) &&
    fits(sorted(one.exclude), sorted(other.exclude))
  );
}

function fits<T>(one: T | undefined, other: T | undefined): boolean {
  return one === undefined || other === undefined || one === other;
}

function sorted(globs: readonly string[] | undefined): string | undefined {
  return globs && JSON.stringify(globs.toSorted());
}

/** The same files may be picked in another order. */
function comparable(order: SavedOrder): string {
  const { origin, repository, branch, directory, selection } = order;
  const names = namesIn(order);
  const landing = selection.map((path, index) => `${path}\n${names?.[index] ?? basename(path)}`);
  return JSON.stringify([origin, repository, branch, directory, landing.sort()]);
}

/** Paths in one record, so that no line is very long. */
const APPROVED_TOGETHER = 1000;

function* approvalRecords(approved: Approval['approved']): Generator<JournalRecord> {
  for (let start = 0; start < approved.length; start += APPROVED_TOGETHER) {
    const files = approved
      .slice(start, start + APPROVED_TOGETHER)
      .map(({ path, replaces }): [string] | [string, string] =>
        replaces === undefined ? [path] : [path, replaces],
      );
    yield { type: 'approved', files };
  }
}
