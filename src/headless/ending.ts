import { isUnchanged, type Preparation } from '../core/upload/plan/preparation';
import type { Receipt } from '../core/upload/run/receipt';

/** What the command ends with: that of a run, or of something that ended before one. */
export interface Ending extends Pick<Receipt, 'result' | 'commit' | 'files' | 'bytes' | 'engine'> {
  /**
   * Whether the branch was seen to hold each file that counts as uploaded or unchanged, at its path and by its hash.
   * It says nothing of the other files.
   */
  readonly verified: boolean;
}

export const NOTHING: Ending = {
  result: 'failed',
  verified: false,
  commit: undefined,
  files: { uploaded: 0, unchanged: 0, skipped: 0, refused: 0, failed: 0 },
  bytes: 0,
  engine: 'stage-files',
};

/** A run is `committed` when the commit was verified, and has nothing to do when each file was found on the branch. */
export function endingOf({ result: ofRun, commit, files, bytes, engine }: Receipt): Ending {
  const result = ofRun === 'nothing to do' && files.failed > 0 ? 'failed' : ofRun;
  const verified = result === 'committed' || (result === 'nothing to do' && files.unchanged > 0);
  return { result, verified, commit, files, bytes, engine };
}

/** The ending of what was prepared, and not run. */
export function endingWithout(
  { files: all, skipped, refused, failed }: Preparation,
  result: Ending['result'],
): Ending {
  const unchanged = all.filter(isUnchanged).length;
  const files = {
    uploaded: 0,
    unchanged,
    skipped: skipped.length,
    refused: refused.length,
    failed: failed.length,
  };
  const verified = result === 'nothing to do' && unchanged > 0 && unchanged === all.length;
  return { ...NOTHING, result, verified, files };
}
