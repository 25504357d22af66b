import type { FailedBlob } from '../engines/engine';
import type { PlannedBlob } from '../plan/plan';

/** The blobs that failed so far, each once. */
export class Failures {
  private readonly byBlob = new Map<PlannedBlob, FailedBlob>();

  add(failures: readonly FailedBlob[]): void {
    for (const failure of failures) this.byBlob.set(failure.blob, failure);
  }

  has(blob: PlannedBlob): boolean {
    return this.byBlob.has(blob);
  }

  get all(): readonly FailedBlob[] {
    return [...this.byBlob.values()];
  }
}
