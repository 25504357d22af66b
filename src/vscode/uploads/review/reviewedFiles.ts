import type { Concern } from '../../../core/upload/plan/concerns';
import type { Preparation, PreparedFile, Standing } from '../../../core/upload/plan/preparation';
import type { Secret } from '../../../core/upload/plan/secretNames';
import { withoutFiles } from '../../../core/upload/plan/secrets';
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
  /** Paths of the files that replace others. */
  readonly replaced: readonly string[];
}

/** What the user has decided, to be kept when the files are read again: by paths on this disk. */
export interface TickDecisions {
  readonly ticks: ReadonlyMap<string, boolean>;
  readonly confirmed: ReadonlySet<string>;
}

const NO_DECISIONS: TickDecisions = { ticks: new Map(), confirmed: new Set() };

/** The files of a preparation as they are reviewed: each is ticked or not, at first all but what looks like a secret. */
export class ReviewedFiles {
  /** Its files are in the order of their paths, so that each directory is a range of them. */
  readonly preparation: Preparation;
  private readonly ticks: Uint8Array;
  private readonly secrets: ReadonlyMap<string, Secret>;
  private readonly confirmed: Set<string>;
  private known: TickedFiles | undefined;
  /** Found when an editor asks. */
  private going: ReadonlySet<string> | undefined;

  constructor(
    preparation: Preparation,
    readonly concerns: readonly Concern[],
    { ticks, confirmed } = NO_DECISIONS,
  ) {
    this.preparation = inOrder(preparation);
    this.secrets = new Map(preparation.secrets.map((secret) => [secret.destination, secret]));
    const { files } = this.preparation;
    this.ticks = new Uint8Array(files.length);
    for (const [index, { path, source }] of files.entries())
      this.ticks[index] = (ticks.get(source) ?? !this.secrets.has(path)) ? 1 : 0;
    this.confirmed = new Set(confirmed);
  }

  get files(): readonly PreparedFile[] {
    return this.preparation.files;
  }

  /** Something is to be decided that no number tells. */
  get needsLook(): boolean {
    return this.concerns.length > 0 || this.secrets.size > 0;
  }

  /** What concerns the whole selection and was not confirmed. */
  get unconfirmed(): readonly Concern[] {
    return this.concerns.filter((concern) => !this.isConfirmed(concern));
  }

  isConfirmed(concern: Concern): boolean {
    return this.confirmed.has(keyOf(concern));
  }

  confirm(concern: Concern, isConfirmed: boolean): void {
    if (isConfirmed) this.confirmed.add(keyOf(concern));
    else this.confirmed.delete(keyOf(concern));
  }

  /** `undefined` for a file that does not look like one. */
  secretAt(path: string): Secret | undefined {
    return this.secrets.get(path);
  }

  /** Files that look like secrets, by their indexes. */
  secretIndexes(): readonly number[] {
    return this.files.flatMap(({ path }, index) => (this.secrets.has(path) ? [index] : []));
  }

  isTicked(index: number): boolean {
    return this.ticks[index] === 1;
  }

  /** Whether the file at a path on this disk is one of these, and ticked. */
  goes(source: string): boolean {
    this.going ??= new Set(this.files.filter((_, index) => this.isTicked(index)).map((file) => file.source));
    return this.going.has(source);
  }

  tick(index: number, isTicked: boolean): void {
    this.ticks[index] = isTicked ? 1 : 0;
    this.forget();
  }

  /** Ticks or unticks all of them, but ticks none that looks like a secret: each of those is to be looked at. */
  tickAll({ start, end }: Range, isTicked: boolean): void {
    const secrets = isTicked ? this.secretIndexes().filter((index) => !this.isTicked(index)) : [];
    this.ticks.fill(isTicked ? 1 : 0, start, end);
    for (const index of secrets) this.ticks[index] = 0;
    this.forget();
  }

  tickedIn({ start, end }: Range): Ticked {
    const { files, ticks } = this;
    let ticked = 0;
    let total = 0;
    let bytes = 0;
    let box: boolean | undefined;
    for (let index = start; index < end; index++) {
      const file = files[index];
      if (file === undefined || file.standing === 'unchanged') continue;
      total++;
      const isTicked = ticks[index] === 1;
      if (!this.secrets.has(file.path)) box = isTicked && box !== false;
      if (!isTicked) continue;
      ticked++;
      bytes += file.size;
    }
    return { ticked, total, bytes, box };
  }

  /** Found once after each change: there may be many thousands, and it is shown with each letter typed. */
  ticked(): TickedFiles {
    return (this.known ??= this.findTicked());
  }

  /** The preparation without the unticked. @param edited files of editors as they will be saved, in the same order */
  left(edited: Preparation): Preparation {
    return withoutFiles(edited, ({ path, standing }, index) => {
      if (standing === 'unchanged' || this.isTicked(index)) return undefined;
      return this.secrets.get(path)?.reason ?? 'unticked';
    });
  }

  decisions(): TickDecisions {
    const ticks = new Map<string, boolean>();
    for (const [index, { path, source }] of this.files.entries())
      if (this.isTicked(index) === this.secrets.has(path)) ticks.set(source, this.isTicked(index));
    return { ticks, confirmed: this.confirmed };
  }

  private forget(): void {
    this.going = undefined;
    this.known = undefined;
  }

  private findTicked(): TickedFiles {
    const counts = { new: 0, changed: 0, exists: 0, unchanged: 0 };
    const going: PreparedFile[] = [];
    const replaced: string[] = [];
    let bytes = 0;
    let untickedSecrets = 0;
    for (const [index, file] of this.files.entries()) {
      const { path, size, standing } = file;
      if (standing !== 'unchanged' && !this.isTicked(index)) {
        if (this.secrets.has(path)) untickedSecrets++;
        continue;
      }
      counts[standing]++;
      bytes += size;
      going.push(file);
      if (standing === 'changed') replaced.push(path);
    }
    return {
      counts,
      bytes,
      unticked: this.files.length - going.length,
      untickedSecrets,
      files: going.length,
      place: placeText(going.length === 0 ? this.files : going),
      replaced,
    };
  }
}

function keyOf({ kind, path }: Concern): string {
  return `${kind}\n${path}`;
}

/** As the scan leaves them, but for files that were named otherwise. */
function inOrder(preparation: Preparation): Preparation {
  const { files } = preparation;
  if (files.every(({ path }, index) => index === 0 || (files[index - 1]?.path ?? '') <= path))
    return preparation;
  const sorted = files.toSorted((one, other) => (one.path < other.path ? -1 : 1));
  return { ...preparation, files: sorted };
}
