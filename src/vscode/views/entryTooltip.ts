import * as vscode from 'vscode';
import type { Entry } from '../../core/oxen/schemas';
import { sizeText } from '../progress/words';
import { shownLines } from '../shownText';

/** A file's or directory's path and size, and the commit that changed it last. */
export function entryTooltip({ path, entry }: { readonly path: string; readonly entry: Entry }): string {
  const commit = entry.latest_commit;
  const subject = commit?.message.split('\n', 1)[0] ?? ''; // below it are trailers like ours
  return shownLines([
    `${path} · ${sizeText(entry.size)}`,
    ...(commit == null
      ? []
      : [`${commit.id.slice(0, 7)} ${subject}`, `${commit.author}, ${timeText(commit.timestamp)}`]),
  ]);
}

function timeText(timestamp: string): string {
  const time = new Date(timestamp);
  if (Number.isNaN(time.getTime())) return timestamp;
  return time.toLocaleString(vscode.env.language, { dateStyle: 'medium', timeStyle: 'short' });
}
