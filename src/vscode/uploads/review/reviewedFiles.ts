import type { Concern } from '../../../core/upload/plan/concerns';
import type { Standing } from '../../../core/upload/plan/preparation';
import { reasonForSecrecy, type Secret } from '../../../core/upload/plan/secretNames';
import type { Found } from '../process/processedUpload';
import { placeText } from './placeText';

/** Files one after the other, in the order of their paths. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** What is ticked of some files; those that are there already have no box. */
export interface Ticked {
  readonly ticked: number;
  readonly total: number;
  /** Of the ticked ones. */
  readonly bytes: number;
  /** Whether a box for all of them is ticked: whatever looks like a secret has its own only. None where all do. */
  readonly box: boolean | undefined;
}

/** What of the files goes, by how it stands to the branch; what is there already counts, too. */
export interface TickedFiles {
  readonly counts: Readonly<Record<Standing, number>>;
  readonly bytes: number;
  /** Unticked ones, and those of them that look like secrets. */
  readonly unticked: number;
  readonly untickedSecrets: number;
  readonly files: number;
  /** Where they go: {@link placeText}. */
  readonly place: string;
  /** The path of the first one that replaces another. */
  readonly firstReplaced: string | undefined;
}

/** What the user has decided, to be kept when the files are read again: by paths on this disk. */
export interface TickDecisions {
  readonly ticks: ReadonlyMap<string, boolean>;
  readonly confirmed: ReadonlySet<string>;
}

const NO_DECISIONS: TickDecisions = { ticks: new Map(), confirmed: new Set() };

/** The files of an upload as they are reviewed: each is ticked or not, at first all but what looks like a secret. */
export class ReviewedFiles {
  /** Of all files. */
  readonly all: Range;
  private readonly ticks: Uint8Array;
  /** Why files look like secrets, by their indexes. */
  private readonly secrets = new Map<number, Secret['reason']>();
  private readonly confirmed: Set<string>;
  private known: TickedFiles | undefined;
  /** Indexes of local files, found when an editor asks. */
  private readonly asked = new Map<string, readonly number[]>();

  /** @param unsaved local files that editors will save */
  constructor(
    readonly found: Found,
    unsaved: readonly string[] = [],
    { ticks, confirmed } = NO_DECISIONS,
  ) {
    const { files, secrets } = found;
    this.all = { start: 0, end: files.length };
    this.ticks = new Uint8Array(files.length).fill(1);
    for (const { destination, reason } of secrets) {
      const index = files.indexOfPath(destination);
      if (index !== undefined) this.keepSecret(index, reason);
    }
    this.noteEdited(unsaved);
    if (ticks.size > 0)
      for (let index = 0; index < files.length; index++) {
        const isTicked = ticks.get(files.source(index));
        if (isTicked !== undefined) this.ticks[index] = isTicked ? 1 : 0;
      }
    this.confirmed = new Set(confirmed);
  }

  /** Something is to be decided that no number tells. */
  get needsLook(): boolean {
    return this.found.concerns.length > 0 || this.secrets.size > 0;
  }

  /** What concerns the whole selection and was not confirmed. */
  get unconfirmed(): readonly Concern[] {
    return this.found.concerns.filter((concern) => !this.isConfirmed(concern));
  }

  isConfirmed(concern: Concern): boolean {
    return this.confirmed.has(keyOf(concern));
  }

  confirm(concern: Concern, isConfirmed: boolean): void {
    if (isConfirmed) this.confirmed.add(keyOf(concern));
    else this.confirmed.delete(keyOf(concern));
  }

  /** Why a file looks like a secret; `undefined` for one that does not. */
  secrecyOf(index: number): Secret['reason'] | undefined {
    return this.secrets.get(index);
  }

  /** Files that look like secrets. */
  secretIndexes(): readonly number[] {
    return [...this.secrets.keys()].sort((one, other) => one - other);
  }

  isTicked(index: number): boolean {
    return this.ticks[index] === 1;
  }

  /** Whether it is ticked, and not there already. */
  goes(index: number): boolean {
    return this.isTicked(index) && this.found.files.standing(index) !== 'unchanged';
  }

  /** Whether the file at a path on this disk is one of these, and ticked. */
  isTickedAt(source: string): boolean {
    const indexes = this.asked.get(source) ?? this.found.files.indexesOfSource(source);
    this.asked.set(source, indexes);
    return indexes.some((index) => this.isTicked(index));
  }

  tick(index: number, isTicked: boolean): void {
    this.ticks[index] = isTicked ? 1 : 0;
    this.known = undefined;
  }

  /** Ticks or unticks all of them, but ticks none that looks like a secret: each of those is to be looked at. */
  tickAll({ start, end }: Range, isTicked: boolean): void {
    const secrets = isTicked ? this.secretIndexes().filter((index) => !this.isTicked(index)) : [];
    this.ticks.fill(isTicked ? 1 : 0, start, end);
    for (const index of secrets) this.ticks[index] = 0;
    this.known = undefined;
  }

  tickedIn({ start, end }: Range): Ticked {
    const { ticks } = this;
    const { files } = this.found;
    let ticked = 0;
    let total = 0;
    let bytes = 0;
    let box: boolean | undefined;
    for (let index = start; index < end; index++) {
      if (files.standing(index) === 'unchanged') continue;
      total++;
      const isTicked = ticks[index] === 1;
      if (!this.secrets.has(index)) box = isTicked && box !== false;
      if (!isTicked) continue;
      ticked++;
      bytes += files.size(index);
    }
    return { ticked, total, bytes, box };
  }

  /** Found once after each change: there may be many thousands, and it is shown with each letter typed. */
  ticked(): TickedFiles {
    return (this.known ??= this.findTicked());
  }

  /** What editors have saved since goes as changed; what has come to look like a secret with that has not been shown as one. */
  noteEdited(sources: readonly string[]): void {
    const { files } = this.found;
    for (const source of sources)
      for (const index of files.indexesOfSource(source)) {
        if (files.standing(index) !== 'unchanged') continue;
        files.markEdited(index);
        const reason = reasonForSecrecy({ path: source, destination: files.path(index) }, undefined);
        if (reason !== undefined) this.keepSecret(index, reason);
      }
    this.known = undefined;
  }

  /** One for each file: 1 is ticked. */
  allTicks(): Uint8Array {
    return this.ticks.slice();
  }

  decisions(): TickDecisions {
    const ticks = new Map<string, boolean>();
    for (let index = 0; index < this.ticks.length; index++)
      if (this.isTicked(index) === this.secrets.has(index))
        ticks.set(this.found.files.source(index), this.isTicked(index));
    return { ticks, confirmed: this.confirmed };
  }

  private keepSecret(index: number, reason: Secret['reason']): void {
    this.secrets.set(index, reason);
    this.ticks[index] = 0;
  }

  private findTicked(): TickedFiles {
    const { files } = this.found;
    const counts = { new: 0, changed: 0, exists: 0, unchanged: 0 };
    let first: number | undefined;
    let end = 0;
    let going = 0;
    let firstReplaced: number | undefined;
    let bytes = 0;
    let untickedSecrets = 0;
    for (let index = 0; index < files.length; index++) {
      const standing = files.standing(index);
      if (standing !== 'unchanged' && !this.isTicked(index)) {
        if (this.secrets.has(index)) untickedSecrets++;
        continue;
      }
      counts[standing]++;
      bytes += files.size(index);
      going++;
      first ??= index;
      end = index + 1;
      if (standing === 'changed') firstReplaced ??= index;
    }
    return {
      counts,
      bytes,
      unticked: files.length - going,
      untickedSecrets,
      files: going,
      place: placeText(files.ends(first === undefined ? this.all : { start: first, end })),
      firstReplaced: firstReplaced === undefined ? undefined : files.path(firstReplaced),
    };
  }
}

function keyOf({ kind, path }: Concern): string {
  return `${kind}\n${path}`;
}
