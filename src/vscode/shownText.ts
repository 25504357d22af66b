import { plainText } from '../core/plainText';

/** VS Code cuts a notification there, too (NotificationViewItem.MAX_MESSAGE_LENGTH). */
export const MESSAGE_CHARACTERS = 1000;

/**
 * Text as VS Code is to show it: to be read, and nothing else. What others wrote may be anywhere in it – a server's
 * words, the name of a file or branch –, so the whole text passes here, last of all.
 *
 * VS Code makes links of `[text](target)` where the target begins with `command:`, `https:`, `http:` or `file:`, and
 * one click runs the command; it makes icons of `$(name)`. A space breaks either: both want their two characters side
 * by side.
 *
 * @param limit characters that are kept
 * @see vs/base/common/linkedText.ts LINK_REGEX: notifications, progress, prompts and complaints of input boxes,
 *   editors that fail to open
 * @see vs/base/browser/ui/iconLabel/iconLabels.ts: quick picks, input boxes, status bar, buttons. Rows of trees show
 *   both as they are (vs/workbench/browser/parts/views/treeView.ts), and so do tooltips that are strings.
 */
export function shownText(text: string, limit?: number): string {
  return plainText(text, limit).replace(/\](?=\()|\$(?=\()/g, '$& ');
}

/** Lines of ours, each of which may hold what others wrote. */
export function shownLines(lines: readonly string[]): string {
  return lines.map((line) => shownText(line)).join('\n');
}
