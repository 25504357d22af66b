import type { Digester, HashCache } from '../../files/hashing/hashCache';
import type { CommitText } from '../../oxen/commitWorkspace';
import type { Choice } from '../engines/choice';
import type { Report } from '../events';
import type { Decisions, LateKeys } from '../host';
import type { Journal } from '../journal/journal';
import type { RunThrottle } from '../limits/runThrottle';
import type { Listings } from '../plan/listings';
import type { Make } from '../target/planTarget';
import type { Receipts } from '../receipt/receipts';

/** What a run goes by, and what it works with. */
export interface RunOptions extends Pick<Choice, 'engines' | 'engine' | 'servers'> {
  readonly text: CommitText;
  readonly lateKeys: LateKeys;
  readonly decisions: Decisions;
  readonly digest: Digester;
  readonly remembering: HashCache['remembering'];
  /** Directories of branches listed before. */
  readonly listings: Listings;
  /** What runs of this user have done; this one's is added. */
  readonly receipts: Receipts;
  /** Where the run keeps what it achieves; of an earlier process, where one is resumed. */
  readonly journal: Journal;
  readonly isResumed: boolean;
  /** Whether the branch was seen just now, and no other run of this process to this repository has ended since. */
  readonly isCurrent: boolean;
  /** Makes repository or branch where they are missing. */
  readonly make: Make | undefined;
  /** Aborted with {@link Suspended}: stop here, to be resumed; with any other reason: cancel. */
  readonly signal: AbortSignal;
  readonly report: Report;
  /** The same that the target's server obeys. */
  readonly throttle: RunThrottle;
}
