import type { ConflictDecision, Decisions } from '../host';
import type { Journal } from './journal';
import type { JournalRecord } from './records';

/** Notes in the journal what is decided: who resumes the run is not to ask again, nor to forget it. */
export function journalDecisions(journal: Journal, decisions: Decisions): Decisions {
  return {
    onFailure: (failed) => decisions.onFailure(failed),
    async onConflict(paths) {
      const decision = await decisions.onConflict(paths);
      if (decision.kind !== 'fail') await journal.note(recordOf(decision, paths));
      return decision;
    },
  };
}

function recordOf(decision: ConflictDecision, paths: readonly string[]): JournalRecord {
  return {
    type: 'decided',
    ...(decision.kind === 'branch' && { branch: decision.branch }),
    ...(decision.kind === 'skip' && { skipped: [...paths] }),
  };
}
