import type { ContentHash } from '../../contentHash';
import type { HeldContents } from '../../files/memory/heldContents';
import type { Digester } from '../../files/hashing/hashCache';
import { inTurns } from '../../shareThread';
import { type Choice, type Route, routeFinder } from '../engines/choice';
import type { Content, SendContext } from '../engines/engine';
import { missingOf } from '../engines/stageStored';
import type { Report } from '../events';
import type { Journal } from '../journal/journal';
import type { Recorder } from '../journal/recorder';
import type { RunThrottle } from '../limits/runThrottle';
import { together } from '../limits/together';
import type { Make } from '../target/planTarget';
import type { Target } from '../target/target';
import type { Course } from './course';
import type { HashedFile } from './hashedFiles';
import { openWorkspace } from './openWorkspace';
import { findFreeDisk, requireRoom } from './requireRoom';
import { findHub, provenFeatures } from './serverTraits';

/** Where files go. */
export interface Opened {
  readonly target: Target;
  readonly context: SendContext;
  /** What engines are chosen by there. */
  readonly choice: Choice;
  /**
   * How a content gets there: a small one by the first batch engine of engines/list.ts, unless the user chose another.
   *
   * @throws UserError when this server offers no way
   */
  readonly routeOf: (blob: Content) => Route;
  /** Paths that an earlier process has staged. */
  readonly staged: ReadonlySet<string>;
}

export interface OpeningParts extends Omit<Choice, 'store'> {
  readonly digest: Digester;
  readonly report: Report;
  readonly throttle: RunThrottle;
  readonly journal: Journal;
  readonly recorder: Recorder;
  readonly contents: HeldContents;
  readonly signal: AbortSignal;
  /** Makes repository or branch, where they are missing. */
  readonly make: Make | undefined;
}

/**
 * Opened by the first file that differs, and then the same for all: nothing is made on a server for files that turn out
 * to be there already.
 */
export class Opening {
  private opened: Promise<Opened> | undefined;
  private isUnderWay = true;

  constructor(
    private readonly course: Course,
    private readonly parts: OpeningParts,
  ) {}

  /** What was opened, if anything was. */
  get current(): Promise<Opened> | undefined {
    return this.opened;
  }

  open(): Promise<Opened> {
    this.opened ??= open(this.course, this.parts).finally(() => (this.isUnderWay = false));
    return this.opened;
  }

  /**
   * Which contents of these files the server lacks, asked beside the opening; `undefined` where that is to be asked after
   * it: when it is over, when it makes the repository, or when this has failed.
   */
  async missingMeanwhile(
    files: readonly HashedFile[],
    signal: AbortSignal,
  ): Promise<ReadonlySet<ContentHash> | undefined> {
    if (!this.isUnderWay || this.parts.make !== undefined) return undefined;
    const { repository, features } = this.course.target;
    const contents = files.map(({ digest }) => digest);
    return missingOf(contents, repository, { features, signal }).catch(() => undefined);
  }
}

async function open(course: Course, parts: OpeningParts): Promise<Opened> {
  const { journal, recorder, contents, engines, engine, servers, digest, signal, report, throttle, make } =
    parts;
  const made = await make?.(signal);
  const target = made?.target ?? course.target;
  const choice = { engines, engine, servers, store: target.store };
  const [{ workspace, staged }, features, hub, free] = await together(signal, (both) => {
    const opening = openWorkspace({ ...course, target }, journal, both);
    return [
      opening,
      provenFeatures(opening, target, servers, both),
      findHub(target, servers, { signal: both, report }),
      findFreeDisk(course.files, choice, target.repository, both),
    ];
  });
  recorder.opened();
  const { checkpoint } = journal;
  const context = { workspace, features, hub, signal, report, throttle, recorder, contents, checkpoint };
  const routeOf = routeFinder(choice, features);
  const left = course.files.filter(({ path }) => !staged.has(path));
  for await (const some of inTurns(left)) some.forEach((file) => routeOf(file));
  await requireRoom(left, { choice, digest, free }, context);
  report({ type: 'phase', phase: 'sending' });
  return { target, context, choice, routeOf, staged };
}
