import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BranchName } from '../../oxen/branchName';
import { Achieved } from './achieved';
import { Journal } from './journal';
import { JournalFile, readOutline } from './journalFile';
import { Ownership } from './ownership';
import { type BeginRecord, beginRecord, type JournalRecord, type UploadOrder } from './records';

/** A run that ended without an end: its process was killed, or the network was gone. */
export interface UnfinishedRun extends BeginRecord {
  /** Whether a living process, of another window for example, works on it. */
  readonly isTaken: boolean;
  /** The branch that it was decided to go to, if another than it was told. */
  readonly decidedBranch: BranchName | undefined;
}

/** The journals of all runs on this machine, a folder each. */
export class Journals {
  /** @param folder made when needed */
  constructor(private readonly folder: string) {}

  /** A new journal, on disk when this resolves. */
  async begin(fields: Pick<BeginRecord, 'order' | 'text' | 'files' | 'base'>): Promise<Journal> {
    const begin = beginRecord({ ...fields, id: randomUUID(), at: Date.now() });
    const folder = join(this.folder, begin.id);
    const ownership = await Ownership.take(folder);
    if (ownership === undefined) throw new Error(`${folder} belongs to somebody else.`);
    const { journal: file } = await JournalFile.open(fileIn(folder));
    const journal = new Journal(begin, new Achieved(), { file, ownership });
    await journal.note(begin);
    return journal;
  }

  /** Newest first; with an order, only those of this one. */
  async unfinished(order?: UploadOrder): Promise<readonly UnfinishedRun[]> {
    const names = await readdir(this.folder).catch(() => []);
    const runs = await Promise.all(
      names.map(async (name) => {
        const folder = join(this.folder, name);
        const records = await readOutline(fileIn(folder));
        const begin = beginOf(records);
        if (begin === undefined) return [];
        const decidedBranch = new Achieved(records).branch;
        return [{ ...begin, decidedBranch, isTaken: await Ownership.isTaken(folder) }];
      }),
    );
    return runs
      .flat()
      .filter((run) => order === undefined || isSame(run.order, order))
      .sort((a, b) => b.at - a.at);
  }

  /** Goes on with a run's journal; `undefined` while another process owns it, or when it is gone. */
  async open(id: string): Promise<Journal | undefined> {
    const folder = join(this.folder, id);
    if (beginOf(await readOutline(fileIn(folder))) === undefined) return undefined;
    const ownership = await Ownership.take(folder);
    if (ownership === undefined) return undefined;
    // Read anew: until now another process may have written.
    const { journal: file, records } = await JournalFile.open(fileIn(folder));
    const begin = beginOf(records);
    if (begin !== undefined) return new Journal(begin, new Achieved(records), { file, ownership });
    await file.close();
    await ownership.remove();
    return undefined;
  }
}

function fileIn(folder: string): string {
  return join(folder, 'journal.jsonl');
}

function beginOf([first]: readonly JournalRecord[]): BeginRecord | undefined {
  return first?.type === 'begin' ? first : undefined;
}

/** What one of them does not say of the files to leave out fits whatever the other says. */
function isSame(one: UploadOrder, other: UploadOrder): boolean {
  return (
    comparable(one) === comparable(other) &&
    fits(one.symlinks, other.symlinks) &&
    fits(one.useGitignore, other.useGitignore)
  );
}

function fits<T>(one: T | undefined, other: T | undefined): boolean {
  return one === undefined || other === undefined || one === other;
}

/** The same files may be picked in another order. */
function comparable({ origin, repository, branch, directory, selection, relativeTo }: UploadOrder): string {
  return JSON.stringify([origin, repository, branch, directory, relativeTo, [...selection].sort()]);
}
