import type { Preparation } from '../core/upload/prepare';
import type { Receipt } from '../core/upload/receipt';

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
