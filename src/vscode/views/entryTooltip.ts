import * as vscode from 'vscode';
import type { Entry } from '../../core/oxen/schemas';
import { sizeText } from '../progress/words';

/** A file's or directory's path and size, and the commit that changed it last. */
export function entryTooltip({
  path,
  entry,
}: {
  readonly path: string;
  readonly entry: Entry;
}): vscode.MarkdownString {
  const text = new vscode.MarkdownString('', true);
  text.appendText(path).appendMarkdown(' · ').appendText(sizeText(entry.size));
  const commit = entry.latest_commit;
  if (commit == null) return text;
  const [subject = ''] = commit.message.split('\n', 1); // below it are trailers like ours
  text.appendMarkdown('\n\n---\n\n$(git-commit) ').appendText(`${commit.id.slice(0, 7)} ${subject}`);
  text.appendMarkdown('\n\n$(account) ').appendText(`${commit.author}, ${timeText(commit.timestamp)}`);
  return text;
}

function timeText(timestamp: string): string {
  const time = new Date(timestamp);
  if (Number.isNaN(time.getTime())) return timestamp;
  return time.toLocaleString(vscode.env.language, { dateStyle: 'medium', timeStyle: 'short' });
}
