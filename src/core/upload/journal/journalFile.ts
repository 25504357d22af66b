import { createReadStream } from 'node:fs';
import { type FileHandle, open, readFile, truncate } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import { JournalRecord } from './records';

/**
 * An append-only file of records, one a line. A record counts once it is synced: what was torn off by a crash is
 * dropped when the file is opened again.
 */
export class JournalFile {
  private waiting: string[] = [];
  private writing: Promise<void> | undefined;

  /** @param bytes so many of the file are intact */
  private constructor(
    private readonly file: FileHandle,
    private bytes: number,
  ) {}

  /** Opens a journal for appending, after what it holds intact. */
  static async open(path: string): Promise<{ journal: JournalFile; records: JournalRecord[] }> {
    const { records, bytes } = await readRecords(path);
    if (bytes > 0) await truncate(path, bytes);
    return { journal: new JournalFile(await open(path, 'a', 0o600), bytes), records };
  }

  /** Resolves when the record is on disk. Records that come while one is written go together. */
  append(record: JournalRecord): Promise<void> {
    this.waiting.push(`${JSON.stringify(record)}\n`);
    this.writing ??= this.write().finally(() => {
      this.writing = undefined;
    });
    return this.writing;
  }

  /** After everything that was appended is on disk. */
  async close(): Promise<void> {
    try {
      await this.writing;
    } finally {
      await this.file.close();
    }
  }

  private async write(): Promise<void> {
    while (this.waiting.length > 0) {
      const lines = Buffer.from(this.waiting.join(''));
      this.waiting = [];
      try {
        await this.file.appendFile(lines);
        await this.file.datasync();
        this.bytes += lines.length;
      } catch (error) {
        // A torn record would hide all that come after it.
        await this.file.truncate(this.bytes);
        throw error;
      }
    }
  }
}

/** What a journal says of its run as a whole, without the many records of what was achieved; none without a journal. */
export async function readOutline(path: string): Promise<readonly JournalRecord[]> {
  const records: JournalRecord[] = [];
  const input = createReadStream(path);
  try {
    for await (const line of createInterface({ input })) {
      const isWanted = records.length === 0 || line.startsWith('{"type":"decided"');
      const record = isWanted ? parse(line) : undefined;
      if (record !== undefined) records.push(record);
      else if (isWanted) break;
    }
  } catch {
    // there is no such file
  } finally {
    input.destroy();
  }
  return records;
}

/** The intact records of a journal, and the length of their part of the file; none when there is no such file. */
export async function readRecords(path: string): Promise<{ records: JournalRecord[]; bytes: number }> {
  const text = await readFile(path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  });
  return replay(text);
}

/** Records up to the first line that is torn or damaged. */
export function replay(content: Buffer): { records: JournalRecord[]; bytes: number } {
  const records: JournalRecord[] = [];
  let bytes = 0;
  for (;;) {
    const end = content.indexOf('\n', bytes);
    const record = end < 0 ? undefined : parse(content.toString('utf8', bytes, end));
    if (record === undefined) return { records, bytes };
    records.push(record);
    bytes = end + 1;
  }
}

function parse(line: string): JournalRecord | undefined {
  try {
    const result = v.safeParse(JournalRecord, JSON.parse(line));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}
