import { LocalFileError } from '../../files/localFileError';
import type { FailedBlob } from '../engines/engine';
import type { PlannedBlob } from '../plan/plan';

export interface Fallback {
  /** Failed for good, with the destinations of the files that failed only. */
  readonly lost: readonly FailedBlob[];
  /** The same content for the other destinations, from a file that belongs to one of them. */
  readonly others: readonly PlannedBlob[];
}

/** Equal files travel once; when the one that was read has changed or is gone, that is no fault of the others. */
export function fallBackToDuplicates(failed: readonly FailedBlob[]): Fallback {
  const lost: FailedBlob[] = [];
  const others: PlannedBlob[] = [];
  for (const { blob, error } of failed) {
    const isFailed = ({ source }: { readonly source: string }) =>
      !(error instanceof LocalFileError) || source === blob.source;
    const rest = blob.destinations.filter((destination) => !isFailed(destination));
    const [other] = rest;
    lost.push({ blob: { ...blob, destinations: blob.destinations.filter(isFailed) }, error });
    if (other !== undefined) others.push({ ...blob, source: other.source, destinations: rest });
  }
  return { lost, others };
}
