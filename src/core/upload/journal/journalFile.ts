import { type FileHandle, truncate } from 'node:fs/promises';
import * as v from 'valibot';
import { LocalFileError } from '../../files/localFileError';
import { openPrivateFile } from '../../files/privateFiles';
import { eachLine } from './lines';
import { JournalRecord } from './records';

/** How long a record may wait for others, in ms: each time the disk is waited for costs more than the records do. */
const TOGETHER = 250;

/**
 * An append-only file of records, one a line. A record counts once it is synced: what was torn off by a crash is
 * dropped when the file is opened again.
 */
export class JournalFile {
  private waiting: string[] = [];
  private writing: Promise<void> | undefined;
  /** Somebody waits for a record. */
  private isUrgent = false;
  private hurry: () => void = () => undefined;
  /** Once a record could not be written nothing is: what is there is how far the run was then, without gaps. */
  private isBroken = false;

  /** @param bytes so many of the file are intact */
  private constructor(
    private readonly file: FileHandle,
    private bytes: number,
  ) {}

  /** Opens a journal for appending, after what it holds intact; `recall` is told that. */
  static async open(path: string, recall: (record: JournalRecord) => void): Promise<JournalFile> {
    const bytes = await readRecords(path, recall);
    if (bytes > 0) await truncate(path, bytes);
    return new JournalFile(await openPrivateFile(path, 'a'), bytes);
  }

  /**
   * Resolves when the record is on disk. Records that come while one is written go together.
   *
   * @param when with others of the next quarter of a second, or with those that wait already
   */
  append(record: JournalRecord, when: 'soon' | 'now' = 'now'): Promise<void> {
    this.waiting.push(`${JSON.stringify(record)}\n`);
    if (when === 'now') this.writeNow();
    this.writing ??= this.write().finally(() => {
      this.writing = undefined;
    });
    return this.writing;
  }

  /** Resolves when everything that was appended is on disk. */
  async sync(): Promise<void> {
    this.writeNow();
    await this.writing;
  }

  /** After everything that was appended is on disk. */
  async close(): Promise<void> {
    try {
      await this.sync();
    } finally {
      await this.file.close();
    }
  }

  private writeNow(): void {
    this.isUrgent = true;
    this.hurry();
  }

  private async others(): Promise<void> {
    if (this.isUrgent) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, TOGETHER);
      this.hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private async write(): Promise<void> {
    while (this.waiting.length > 0) {
      await this.others();
      this.isUrgent = false;
      const lines = Buffer.from(this.waiting.join(''));
      this.waiting = [];
      if (this.isBroken) throw new Error('An earlier record could not be written.');
      try {
        await this.file.appendFile(lines);
        await this.file.datasync();
        this.bytes += lines.length;
      } catch (error) {
        this.isBroken = true;
        // So that half of a record is not taken for one that was torn by a crash.
        await this.file.truncate(this.bytes);
        throw error;
      }
    }
  }
}

const OUTLINE = ['decided', 'started'].map((type) => Buffer.from(`{"type":"${type}"`));

/** What a journal says of its run as a whole, without the many records of what was achieved; none without a journal. */
export async function readOutline(path: string): Promise<readonly JournalRecord[]> {
  const records: JournalRecord[] = [];
  const take = (line: Buffer) => {
    const isOutline = OUTLINE.some((begin) => line.subarray(0, begin.length).equals(begin));
    const isWanted = records.length === 0 || isOutline;
    if (!isWanted) return 'go on';
    const record = parse(line);
    if (record === undefined) return 'stop';
    records.push(record);
    return 'go on';
  };
  await eachLine(path, take).catch(unless(() => true));
  return records;
}

/**
 * Tells the intact records of a journal, up to the first line that is torn or damaged; returns the length of their
 * part of the file. None when there is no such file.
 *
 * @throws LocalFileError when it cannot be read: what it holds beyond that is not to be cut off
 */
export async function readRecords(path: string, recall: (record: JournalRecord) => void): Promise<number> {
  let bytes = 0;
  const take = (line: Buffer, end: number) => {
    const record = parse(line);
    if (record === undefined) return 'stop';
    recall(record);
    bytes = end;
    return 'go on';
  };
  await eachLine(path, take).catch(unless(({ kind }) => kind === 'vanished'));
  return bytes;
}

function unless(isExpected: (error: LocalFileError) => boolean): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof LocalFileError) || !isExpected(error)) throw error;
  };
}

function parse(line: Buffer): JournalRecord | undefined {
  try {
    const result = v.safeParse(JournalRecord, JSON.parse(line.toString('utf8')));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}
