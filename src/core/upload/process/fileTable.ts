import { partitionPoint } from '../../partitionPoint';
import type { PreparedFile, Standing } from '../plan/preparation';

/** Files in one page: few enough that neither process is held up by a message with them. */
export const PAGE_FILES = 5000;

const STANDINGS = ['new', 'changed', 'exists', 'unchanged'] as const satisfies readonly Standing[];

/** Texts one after the other as UTF-8, and where each of them ends, in bytes. */
interface Texts {
  readonly bytes: Uint8Array;
  readonly ends: Uint32Array;
}

/** Files as they go from process to process: no object for each. */
export interface FilePage {
  readonly paths: Texts;
  readonly sources: Texts;
  /** Bytes. */
  readonly sizes: Float64Array;
  /** Places in {@link STANDINGS}. */
  readonly standings: Uint8Array;
}

/** What is known of one file of a {@link FileTable}. */
export interface TableFile extends Pick<PreparedFile, 'size' | 'standing'> {
  readonly path: string;
  readonly source: string;
}

/** @param files at most {@link PAGE_FILES} */
export function pageOf(files: readonly TableFile[]): FilePage {
  return {
    paths: textsOf(files.map(({ path }) => path)),
    sources: textsOf(files.map(({ source }) => source)),
    sizes: Float64Array.from(files, ({ size }) => size),
    standings: Uint8Array.from(files, ({ standing }) => STANDINGS.indexOf(standing)),
  };
}

/** The files of an upload in the order of their paths, in little more memory than their names take. */
export class FileTable {
  private readonly pages: PageReader[] = [];
  private count = 0;

  get length(): number {
    return this.count;
  }

  /** @param page of {@link PAGE_FILES}, unless it is the last one */
  add(page: FilePage): void {
    this.pages.push(new PageReader(page));
    this.count += page.sizes.length;
  }

  at(index: number): TableFile {
    return {
      path: this.path(index),
      source: this.source(index),
      size: this.size(index),
      standing: this.standing(index),
    };
  }

  path(index: number): string {
    return this.pageWith(index).paths.at(index % PAGE_FILES);
  }

  /** Of the local file. */
  source(index: number): string {
    return this.pageWith(index).sources.at(index % PAGE_FILES);
  }

  /** Bytes. */
  size(index: number): number {
    return this.pageWith(index).sizes[index % PAGE_FILES] ?? 0;
  }

  standing(index: number): Standing {
    return STANDINGS[this.pageWith(index).standings[index % PAGE_FILES] ?? 0] ?? 'new';
  }

  /** The first and the last file of some: one when it is the same, none when there are none. */
  ends({ start, end }: { readonly start: number; readonly end: number }): readonly TableFile[] {
    const indexes = end - start < 2 ? [start] : [start, end - 1];
    return end > start ? indexes.map((index) => this.at(index)) : [];
  }

  /** What was known of its content counts no more. */
  markEdited(index: number): void {
    this.pageWith(index).standings[index % PAGE_FILES] = STANDINGS.indexOf('changed');
  }

  /** `undefined` when none goes to this path. */
  indexOfPath(path: string): number | undefined {
    const index = partitionPoint(0, this.count, (one) => this.path(one) < path);
    return index < this.count && this.path(index) === path ? index : undefined;
  }

  /** Of the file at this path on this disk: links may have brought it here more than once. */
  indexesOfSource(source: string): readonly number[] {
    return this.pages.flatMap(({ sources }, page) =>
      sources.find(source).map((index) => page * PAGE_FILES + index),
    );
  }

  private pageWith(index: number): PageReader {
    const page = this.pages[Math.floor(index / PAGE_FILES)];
    if (page === undefined || index >= this.count) throw new RangeError(`There is no file ${index}.`);
    return page;
  }
}

class PageReader {
  readonly paths: TextReader;
  readonly sources: TextReader;
  readonly sizes: Float64Array;
  readonly standings: Uint8Array;

  constructor({ paths, sources, sizes, standings }: FilePage) {
    this.paths = new TextReader(paths);
    this.sources = new TextReader(sources);
    this.sizes = sizes;
    this.standings = standings;
  }
}

class TextReader {
  private readonly bytes: Buffer;
  private readonly ends: Uint32Array;

  constructor({ bytes, ends }: Texts) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.ends = ends;
  }

  at(index: number): string {
    return this.bytes.toString('utf8', this.startOf(index), this.endOf(index));
  }

  /** Places of the texts that are this one. Searches the bytes: no text is made for it. */
  find(text: string): readonly number[] {
    const wanted = Buffer.from(text);
    const found: number[] = [];
    if (wanted.length === 0) return found; // which is everywhere, without an end
    for (let at = this.bytes.indexOf(wanted); at >= 0; at = this.bytes.indexOf(wanted, at + 1)) {
      const index = partitionPoint(0, this.ends.length, (one) => this.endOf(one) <= at);
      if (this.startOf(index) === at && this.endOf(index) === at + wanted.length) found.push(index);
    }
    return found;
  }

  private startOf(index: number): number {
    return index === 0 ? 0 : this.endOf(index - 1);
  }

  private endOf(index: number): number {
    return this.ends[index] ?? 0;
  }
}

function textsOf(texts: readonly string[]): Texts {
  const all = texts.map((text) => Buffer.from(text));
  let end = 0;
  return { bytes: Buffer.concat(all), ends: Uint32Array.from(all, ({ length }) => (end += length)) };
}
