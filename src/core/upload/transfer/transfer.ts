import type { Digester } from '../../files/hashing/hashCache';
import { unstage } from '../../oxen/staging';
import type { SendContext } from '../engines/engine';
import type { Decisions, LateKeys } from '../host';
import { pathsOf } from '../plan/partialPlan';
import type { FailedFile, Plan } from '../plan/plan';
import { bytesOf } from '../plan/preparation';
import type { Course } from './course';
import { Ledger } from './ledger';
import { Opening, type OpeningParts } from './opening';
import { pass } from './pass';
import { restageOmitted } from './restageOmitted';
import { streamableFiles } from './streamable';
import type { StreamingOptions } from './streaming';

export interface TransferParts extends OpeningParts, Pick<StreamingOptions, 'remembering'> {
  readonly isResumed: boolean;
  readonly digest: Digester;
  readonly decisions: Pick<Decisions, 'onFailure'>;
  /** Paths of the repository that may hold a private key. */
  readonly mayBeSecret: ReadonlySet<string>;
  readonly lateKeys: LateKeys;
}

/** What lies in the workspace after all was sent. */
export interface Transferred {
  readonly course: Course;
  /** To be committed. */
  readonly plan: Plan;
  /** None when nothing differed. */
  readonly context: SendContext | undefined;
  readonly isDiscarded: boolean;
}

/**
 * Brings the files into a workspace (pass.ts) and looks whether all of it lies there (restageOmitted.ts), until nothing has
 * failed or it is decided what to do about it.
 */
export async function transfer(course: Course, parts: TransferParts): Promise<Transferred> {
  const { signal, report, decisions } = parts;
  const ledger = new Ledger(report);
  const opening = new Opening(course, parts);
  // Of all files, also where only some are in a pass; small ones do not wait for it.
  const streamable = streamableFiles(course.files, { ...parts, target: course.target });
  streamable.catch(() => undefined); // thrown where it is waited for
  const options = { ...parts, ledger, opening, streamable };
  let isDiscarded = false;
  report({ type: 'planned', files: course.files.length, bytes: bytesOf(course.files) });
  report({ type: 'phase', phase: 'comparing' });
  for (let files = course.files; files.length > 0;) {
    while (files.length > 0) files = await pass(files, options);
    report({ type: 'phase', phase: 'finishing' });
    await tidyWorkspace(course, ledger, opening);
    if (ledger.failed.length === 0) break;

    const decision = await decisions.onFailure(failedIn(ledger));
    signal.throwIfAborted();
    isDiscarded = decision === 'discard';
    if (isDiscarded) break;
    await takeOut(
      ledger.failed.map(({ file }) => file.path),
      opening,
      signal,
    );
    if (decision === 'commit') break;
    files = ledger.takeFailed();
    for (const { source, size } of files)
      report({ type: 'again', bytes: size, reason: `Sending ${source} again` });
    report({ type: 'phase', phase: 'sending' });
  }
  const opened = await opening.current;
  const target = opened?.target ?? course.target;
  return {
    course: {
      ...course,
      target,
      files: [],
      unchanged: [...course.unchanged, ...ledger.unchanged],
      skipped: [...course.skipped, ...ledger.skipped],
      failed: [...course.failed, ...failedIn(ledger)],
    },
    plan: { target, base: course.base, blobs: ledger.staged },
    context: opened?.context,
    isDiscarded,
  };
}

/** The workspace holds exactly what the ledger says: no less, and nothing that an earlier process has left there. */
async function tidyWorkspace({ base }: Course, ledger: Ledger, opening: Opening): Promise<void> {
  const opened = await opening.current;
  if (opened === undefined) return;
  const { context, target, staged } = opened;
  const plan = { target, base, blobs: ledger.staged };
  for (const failure of await restageOmitted(plan, context)) ledger.fail(failure);
  if (staged.size === 0) return;
  const wanted = new Set<string>(pathsOf(ledger.staged));
  await unstage(
    context.workspace,
    [...staged].filter((path) => !wanted.has(path)),
    context.signal,
  );
}

/** By their names on this machine. */
function failedIn({ failed }: Ledger): readonly FailedFile[] {
  return failed.map(({ file: { source, path: destination }, error }) => ({
    path: source,
    destination,
    error,
  }));
}

async function takeOut(paths: readonly string[], opening: Opening, signal: AbortSignal): Promise<void> {
  const opened = await opening.current;
  if (opened !== undefined) await unstage(opened.context.workspace, paths, signal);
}
