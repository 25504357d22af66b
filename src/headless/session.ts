import { ownStateFolders } from '../core/config/stateFolder';
import type { OxenServer } from '../core/oxen/http/client';
import { type PlannedTarget, planTarget } from '../core/upload/plan/planTarget';
import type { Meter } from '../core/upload/meter';
import { openTarget } from '../core/upload/plan/openTarget';
import type { UploadRequest } from '../core/upload/plan/prepare';
import type { Target } from '../core/upload/plan/target';
import type { Arguments } from './arguments';
import type { Printer } from './printer';
import { selectionOf } from './selection';

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
): Promise<PlannedTarget> {
  const request = { ...args, server };
  if (args.create) return planTarget(request, signal);
  return { target: await openTarget(request, signal), missing: undefined };
}

export function requestOf({ paths, symlinks, useGitignore }: Arguments, target: Target): UploadRequest {
  return { selection: selectionOf(paths), target, symlinks, useGitignore, exclude: ownStateFolders() };
}
