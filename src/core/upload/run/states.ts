import { ConflictError } from '../../oxen/errors';
import { commitId } from '../../oxen/ids';
import type { Commit } from '../../oxen/schemas';
import { deleteWorkspace, type Workspace } from '../../oxen/workspaces';
import type { SendContext } from '../engines/engine';
import { type Plan, plannedBytes, plannedFiles } from '../plan/plan';
import { filesToSend, isUnchanged, type Preparation, type WantedFile } from '../plan/preparation';
import { commit } from './commit';
import { type Course, type Outcome, uncommitted } from '../transfer/course';
import { HeldContents } from '../../files/memory/heldContents';
import { Recorder } from '../journal/recorder';
import type { RunOptions } from './runOptions';
import { approvedFiles, ChangedBranchError, settleConflicts } from './settleConflicts';
import { transfer, type TransferParts } from '../transfer/transfer';
import { findCommit, nextUploadId } from './uploadId';
import { LostCommitError, verify } from './verify';

/** Where a run is. */
export type RunState =
  | Settling
  | { readonly is: 'transferring'; readonly course: Course }
  | Staged<'committing'>
  | (Staged<'verifying'> & { readonly commit: Commit })
  | { readonly is: 'ended'; readonly course: Course; readonly outcome: Outcome };

/**
 * Looks what others have put in the files' places, if the branch has moved, and has it decided what becomes of that. Left
 * out where the branch was seen just now: what others put in the place of what is sent is found before the commit.
 */
interface Settling {
  readonly is: 'settling';
  readonly course: Course;
  readonly problem: ConflictError | undefined;
  /** The workspace that is of no use then. */
  readonly outdated: Workspace | undefined;
}

interface Staged<Is extends string> {
  readonly is: Is;
  readonly course: Course;
  readonly plan: Plan;
  readonly context: SendContext;
}

/** How often somebody else may be faster than we. */
const ROUNDS = 5;

/**
 * A run, from the yes to the verified commit: moved on from state to state, by settleConflicts.ts,
 * transfer/transfer.ts, commit.ts and verify.ts. Nothing is committed before all of it lies in the workspace, proven.
 */
export class Run {
  private readonly parts: TransferParts & RunOptions;
  private round = 1;
  /** The commit of an earlier process, whose reply was lost. */
  private earlier: Commit | undefined;
  private current: RunState;

  constructor(
    private readonly preparation: Preparation,
    options: RunOptions,
  ) {
    const { journal, report, isCurrent } = options;
    const { secrets = [] } = journal.begin.order;
    this.parts = {
      ...options,
      recorder: new Recorder(journal, report),
      contents: new HeldContents(),
      mayBeSecret: new Set(secrets),
    };
    const { target, base } = preparation;
    // They may have changed while the question was open: what was hashed before is looked up again.
    const files = filesToSend(preparation).map((file) =>
      file.digest === undefined ? file : { ...file, digest: undefined },
    );
    const course = {
      target,
      base,
      files,
      found: preparation.files.filter(isUnchanged),
      unchanged: [],
      skipped: [],
      failed: [],
    };
    this.current = isCurrent
      ? { is: 'transferring', course }
      : { is: 'settling', problem: undefined, outdated: undefined, course };
  }

  /** What became of it so far: a commit may be there that is not verified yet. */
  get outcome(): Outcome {
    const { current } = this;
    if (current.is === 'ended') return current.outcome;
    return current.is === 'verifying'
      ? committed(current)
      : { ...uncommitted(current.course), commit: this.earlier };
  }

  /** Whether this process has made a commit: then nothing is left of its workspace. */
  get isCommitted(): boolean {
    const { current } = this;
    if (current.is !== 'ended') return current.is === 'verifying';
    return current.outcome.commit !== undefined && current.outcome.commit !== this.earlier;
  }

  /** Whether the server has let it open a workspace. */
  get isOpen(): boolean {
    return this.parts.isResumed || this.parts.recorder.isOpen;
  }

  /** Moves on until it has ended. @throws what broke it; its state tells how far it came */
  async toEnd(): Promise<Outcome> {
    if (this.parts.isResumed) this.current = await this.resumed(this.current.course);
    while (this.current.is !== 'ended') this.current = await this.next(this.current);
    return this.current.outcome;
  }

  private async resumed(course: Course): Promise<RunState> {
    const { journal, signal } = this.parts;
    this.earlier = await this.findEarlier(course);
    const { checkpoint, begin } = journal;
    const approvedBase = this.earlier?.id ?? checkpoint.base ?? commitId(begin.base);
    const files = await approvedFiles(course, { journal, approvedBase, signal });
    const ours = { ...course, base: approvedBase, files };
    return { is: 'settling', problem: undefined, outdated: undefined, course: ours };
  }

  private next(state: Exclude<RunState, { is: 'ended' }>): Promise<RunState> {
    switch (state.is) {
      case 'settling':
        return this.settle(state);
      case 'transferring':
        return this.transfer(state);
      case 'committing':
        return this.commitStaged(state);
      case 'verifying':
        return this.verify(state);
    }
  }

  private async settle({ course, problem, outdated }: Settling): Promise<RunState> {
    const settled = await settleConflicts(course, problem, this.parts);
    if (outdated !== undefined) await deleteWorkspace(outdated, this.parts.signal);
    return { is: 'transferring', course: settled };
  }

  private async transfer({ course: before }: Extract<RunState, { is: 'transferring' }>): Promise<RunState> {
    const { course, plan, context, isDiscarded } = await transfer(before, this.parts);
    if (!isDiscarded && context !== undefined && plan.blobs.length > 0)
      return { is: 'committing', course, plan, context };
    const outcome = uncommitted(course);
    if (isDiscarded || this.earlier === undefined) return { is: 'ended', course, outcome };
    // All of it is what an earlier process has committed, or what was there before.
    const { checkpoint } = this.parts.journal;
    const isEarlier = (path: string) => checkpoint.hasStaged(path);
    const there = [...course.found, ...course.unchanged];
    const uploaded = there.filter(({ path }) => isEarlier(path)).length;
    return {
      is: 'ended',
      course,
      outcome: { ...outcome, commit: this.earlier, uploaded, isEarlier, content: undefined },
    };
  }

  private async commitStaged(state: Extract<RunState, { is: 'committing' }>): Promise<RunState> {
    const { plan, context } = state;
    const { text, journal, signal } = this.parts;
    await journal.settled();
    try {
      await context.hub?.pushStarted(signal);
      const uploadId = nextUploadId(journal.begin.id, this.earlier);
      return { ...state, is: 'verifying', commit: await commit(plan, { text, uploadId }, context) };
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      return this.again(error, state);
    }
  }

  private async verify(state: Extract<RunState, { is: 'verifying' }>): Promise<RunState> {
    const { course, plan, context, commit } = state;
    const { listings, signal } = this.parts;
    try {
      await context.hub?.pushCompleted(course.target.branch, commit.id, signal);
      await verify(plan, commit, context, listings);
    } catch (error) {
      if (!(error instanceof LostCommitError)) throw error;
      return this.again(error, state);
    }
    return { is: 'ended', course, outcome: committed(state) };
  }

  /** Somebody else was faster: what is to be committed is staged again on what is there now. A branch is never moved. */
  private again(error: ConflictError | LostCommitError, { course, plan, context }: Staged<string>): Settling {
    if (this.round++ === ROUNDS) throw error;
    const isToBeSeen = error instanceof LostCommitError || error instanceof ChangedBranchError;
    return {
      is: 'settling',
      course: { ...course, files: filesOf(plan) },
      problem: isToBeSeen ? undefined : error,
      outdated: context.workspace,
    };
  }

  /** An empty repository has no history to look in. */
  private async findEarlier({ target: { repository, branch }, base }: Course): Promise<Commit | undefined> {
    const { journal, report, signal } = this.parts;
    if (base === undefined) return undefined;
    const isOurs = ({ message }: Commit) => message.includes(journal.begin.id);
    const earlier = await findCommit(repository, branch, isOurs, signal);
    if (earlier !== undefined && filesToSend(this.preparation).length > 0) {
      const text = `The interrupted upload was already committed as ${earlier.id}; uploading what has changed since.`;
      report({ type: 'note', text });
    }
    return earlier;
  }
}

function committed({ course, plan, commit }: Extract<RunState, { is: 'verifying' }>): Outcome {
  const { blobs } = plan;
  return { ...uncommitted(course), commit, blobs, uploaded: plannedFiles(plan), content: plannedBytes(plan) };
}

/** What is staged, as files whose content is known. */
function filesOf({ blobs }: Plan): readonly WantedFile[] {
  return blobs.flatMap(({ hash, size, chunks, destinations }) =>
    destinations.map((one) => ({ ...one, size, digest: { hash, size, chunks } })),
  );
}
