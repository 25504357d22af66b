import type { Report } from '../events';
import type { Journal } from './journal';

/** Notes in the journal what events tell of achievements, and hands them on. */
export function journalEvents(journal: Journal, report: Report): Report {
  return (event) => {
    if (event.type === 'staged') {
      const files = event.files.map(({ blob, path }): [string, string] => [path, blob.hash]);
      void journal.note({ type: 'staged', files });
    }
    if (event.type === 'chunk') void journal.note(event);
    report(event);
  };
}
