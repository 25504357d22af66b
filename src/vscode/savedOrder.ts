import type { UploadOrder as SavedOrder } from '../core/upload/journal/records';
import { savedTarget, targetIn } from './knownTarget';
import type { UploadOrder } from './upload';

/** The plain value that a journal keeps. */
export function savedOrder({ selection, target, relativeTo }: UploadOrder): SavedOrder {
  return { ...savedTarget(target), selection: [...selection], relativeTo };
}

/** The order in what a journal kept; `undefined` for a target that is none. */
export function orderIn(saved: SavedOrder): UploadOrder | undefined {
  const target = targetIn(saved);
  const { selection, relativeTo } = saved;
  return target && { selection, target, relativeTo };
}
