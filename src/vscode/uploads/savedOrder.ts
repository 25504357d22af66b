import { namesIn, type UploadOrder as SavedOrder } from '../../core/upload/journal/records';
import { savedTarget, targetIn } from '../knownTarget';
import type { UploadOrder } from './upload';

/** The plain value that a journal keeps. */
export function savedOrder({ selection, target, names }: UploadOrder): SavedOrder {
  return { ...savedTarget(target), selection: [...selection], ...(names && { names: [...names] }) };
}

/** The order in what a journal kept; `undefined` for a target that is none. */
export function orderIn(saved: SavedOrder): UploadOrder | undefined {
  const target = targetIn(saved);
  return target && { selection: saved.selection, target, names: namesIn(saved) };
}
