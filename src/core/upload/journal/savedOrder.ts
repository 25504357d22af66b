import { type KnownTarget, savedTarget, targetIn } from '../target/knownTarget';
import { namesIn, type SavedOrder } from './records';

/** What is to be uploaded, and where to. */
export interface UploadOrder {
  /** Absolute paths of files and folders. */
  readonly selection: readonly string[];
  readonly target: KnownTarget;
  /** What those are called below the directory, by their indexes; `undefined`: like `cp -r` names them. */
  readonly names: readonly string[] | undefined;
  /** Absolute paths that go though a rule leaves them out. */
  readonly anyway?: readonly string[];
}

/** The plain value that a journal keeps. */
export function savedOrder({ selection, target, names, anyway }: UploadOrder): SavedOrder {
  return {
    ...savedTarget(target),
    selection: [...selection],
    ...(names && { names: [...names] }),
    ...(anyway && { anyway: [...anyway] }),
  };
}

/** The order in what a journal kept; `undefined` for a target that is none. */
export function orderIn(saved: SavedOrder): UploadOrder | undefined {
  const target = targetIn(saved);
  const { selection, anyway } = saved;
  return target && { selection, target, names: namesIn(saved), ...(anyway && { anyway }) };
}
