import type { Digester } from '../../files/hashCache';
import type { CommitId } from '../../oxen/ids';
import type { CommitText } from '../../oxen/merge';
import type { Choice } from '../engines/choice';
import type { Report } from '../events';
import type { Decisions } from '../host';
import type { Journal } from '../journal/journal';
import type { Journals } from '../journal/journals';
import type { SavedOrder } from '../journal/records';
import type { RunThrottle } from '../limits/runThrottle';
import type { Listings } from '../plan/listings';

/** What a run goes by, and what it works with. */
export interface RunOptions extends Pick<Choice, 'engines' | 'engine' | 'servers'> {
  readonly text: CommitText;
  readonly decisions: Decisions;
  readonly digest: Digester;
  /** Directories of branches listed before. */
  readonly listings: Listings;
  /** Where the run keeps what it achieves, under `order`. */
  readonly journals: Journals;
  readonly order: SavedOrder;
  /** The journal of the run that is resumed. */
  readonly resumed: Journal | undefined;
  /** The commit that the branch was at when it was agreed what is replaced, if that is not the plan's. */
  readonly approvedBase?: CommitId;
  /** Aborted with {@link Suspended}: stop here, to be resumed; with any other reason: cancel. */
  readonly signal: AbortSignal;
  readonly report: Report;
  /** The same that the target's server obeys. */
  readonly throttle: RunThrottle;
}
