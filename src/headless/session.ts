import type { OxenServer } from '../core/oxen/client';
import { type ForeseenTarget, foreseeTarget } from '../core/upload/foreseeTarget';
import type { Meter } from '../core/upload/meter';
import { openTarget } from '../core/upload/openTarget';
import type { Preparation, UploadRequest } from '../core/upload/prepare';
import type { Receipt } from '../core/upload/receipt';
import type { Target } from '../core/upload/target';
import type { Arguments } from './arguments';
import type { Printer } from './printer';

export interface Session {
  readonly meter: Meter;
  readonly printer: Printer;
  readonly signal: AbortSignal;
}

/** What is missing of it is an error, unless it is to be made. */
export async function targetOf(
  args: Arguments,
  server: OxenServer,
  signal: AbortSignal,
): Promise<ForeseenTarget> {
  const request = { ...args, server };
  if (args.create) return foreseeTarget(request, signal);
  return { target: await openTarget(request, signal), missing: undefined };
}

export function requestOf({ paths, symlinks, useGitignore }: Arguments, target: Target): UploadRequest {
  return { selection: paths, target, symlinks, useGitignore };
}

/** What the command ends with: the receipt of a run, or of something that ended before one. */
export type Ending = Pick<Receipt, 'result' | 'commit' | 'files' | 'bytes' | 'engine'>;

export const NOTHING: Ending = {
  result: 'failed',
  commit: undefined,
  files: { uploaded: 0, unchanged: 0, skipped: 0, refused: 0, failed: 0 },
  bytes: 0,
  engine: 'stage-files',
};

/** The ending of what was prepared, and not run. */
export function endingWithout(
  { plan, skipped, refused, failed }: Preparation,
  result: Ending['result'],
): Ending {
  const files = {
    uploaded: 0,
    unchanged: plan.unchanged,
    skipped: skipped.length,
    refused: refused.length,
    failed: failed.length,
  };
  return { ...NOTHING, result, files };
}
