import type { UserError } from '../../userError';
import type { Report } from '../events';
import type { FailedFile } from '../plan/plan';
import type { Preparation } from '../plan/preparation';
import type { Outcome } from '../transfer/course';
import type { Receipt, RunResult } from './receipt';

/** Counts what the receipt tells. */
export class Tally {
  private bytes = 0;
  private begun = false;
  private engine = 'stage-files';

  constructor(
    private readonly preparation: Preparation,
    private readonly outer: Report,
  ) {}

  readonly report: Report = (event) => {
    if (event.type === 'accepted') this.bytes += event.bytes;
    if (event.type === 'accepted' || event.type === 'staged') this.begun = true;
    if (event.type === 'engine') this.engine = event.name;
    this.outer(event);
  };

  /** Whether the server has accepted or staged something. */
  get hasBegun(): boolean {
    return this.begun;
  }

  receipt(result: RunResult, outcome: Outcome, error?: UserError): Receipt {
    const { skipped, refused } = this.preparation;
    const failed: readonly FailedFile[] = [...this.preparation.failed, ...outcome.failed];
    const there = [...outcome.found, ...outcome.unchanged];
    const { isEarlier = () => false } = outcome;
    return {
      result,
      commit: outcome.commit,
      branch: outcome.branch,
      files: {
        uploaded: outcome.uploaded,
        unchanged: there.filter(({ path }) => !isEarlier(path)).length,
        skipped: skipped.length + outcome.skipped.length,
        refused: refused.length,
        failed: failed.length,
      },
      blobs: outcome.blobs,
      content: outcome.content,
      bytes: this.bytes,
      engine: this.engine,
      failed,
      skipped: outcome.skipped.map(({ path: destination, source: path, size, reason }) => ({
        ...{ path, destination, size, reason },
      })),
      error,
    };
  }
}
