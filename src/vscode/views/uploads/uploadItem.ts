import { t } from '@vscode/l10n';
import { basename, posix } from 'node:path';
import * as vscode from 'vscode';
import { assertNever } from '../../../core/assertNever';
import { HUB } from '../../../core/oxen/address';
import { targetText } from '../../../core/upload/target/knownTarget';
import { checkableFiles, targetOf as targetOfReceipt } from '../../../core/upload/receipt/check';
import type { FileOutcome } from '../../../core/upload/receipt/form';
import { countOf, namesOf, sizeText } from '../../progress/words';
import { shownText } from '../../shownText';
import { targetOf } from '../../uploads/interruptedUploads';
import type { UploadState } from '../../uploads/upload';
import type {
  FinishedNode,
  InterruptedNode,
  LiveFileNode,
  LiveNode,
  MoreFilesNode,
  ReceiptFileNode,
  UploadsNode,
} from './uploadNodes';
import { endedText, liveText } from './uploadWords';

/**
 * How a row of the Uploads view looks and what is said of it: the state first, for a side bar cuts off the end.
 * `contextValue` tells menus what can be done with it.
 */
export function uploadItem(node: UploadsNode): vscode.TreeItem {
  const item = itemOf(node);
  const label = typeof item.label === 'string' ? item.label : '';
  const description = typeof item.description === 'string' ? item.description : '';
  item.label = shownText(label);
  item.description = shownText(description);
  if (typeof item.tooltip === 'string') item.tooltip = shownText(item.tooltip);
  item.accessibilityInformation = { label: shownText([label, description].filter(Boolean).join(', ')) };
  return item;
}

function itemOf(node: UploadsNode): vscode.TreeItem {
  switch (node.kind) {
    case 'live':
      return liveItem(node);
    case 'interrupted':
      return interruptedItem(node);
    case 'finished':
      return finishedItem(node);
    case 'live file':
      return liveFileItem(node);
    case 'receipt file':
      return receiptFileItem(node);
    case 'more files':
      return moreItem(node);
    default:
      return assertNever(node);
  }
}

const { Collapsed, None } = vscode.TreeItemCollapsibleState;

const LIVE_ICONS: Readonly<Record<UploadState, string>> = {
  'in review': 'comment',
  waiting: 'clock',
  running: 'sync~spin',
  paused: 'debug-pause',
  asking: 'question',
  ended: 'check',
};

function liveItem(node: LiveNode): vscode.TreeItem {
  const { upload, id } = node;
  const { order, target, state, canPause, canRetry, files } = upload;
  const item = new vscode.TreeItem(namesOf(order.selection), files.count === 0 ? None : Collapsed);
  item.id = id;
  item.iconPath = new vscode.ThemeIcon(LIVE_ICONS[state]);
  item.description = [liveText(upload), targetText(target)].join(' · ');
  item.tooltip = t('{0} to {1} on {2}', order.selection.join(', '), targetText(target), target.origin);
  item.contextValue = [
    'live',
    ...(canPause ? ['canPause'] : []),
    ...(state === 'paused' ? ['canResume'] : []),
    ...(canRetry ? ['canRetry'] : []),
    ...(waitsForUser(state) ? ['canAnswer'] : []),
  ].join(' ');
  if (waitsForUser(state))
    item.command = { command: 'oxen.uploads.answer', title: t('Answer'), arguments: [node] };
  return item;
}

function waitsForUser(state: UploadState): boolean {
  return state === 'in review' || state === 'asking';
}

function interruptedItem({ interrupted, id }: InterruptedNode): vscode.TreeItem {
  const { run, order } = interrupted;
  const item = new vscode.TreeItem(namesOf(order.selection), Collapsed);
  item.id = id;
  item.iconPath = new vscode.ThemeIcon('debug-disconnect');
  item.description = [
    run.hasStarted ? t('interrupted') : t('queued'),
    run.bytes === undefined
      ? countOf(run.files, 'file')
      : t('{0} ({1})', countOf(run.files, 'file'), sizeText(run.bytes)),
    targetText(targetOf(interrupted)),
  ].join(' · ');
  item.tooltip = t('Begun {0}: can be resumed', new Date(run.at).toLocaleString());
  item.contextValue = 'interrupted canResume';
  return item;
}

function finishedItem(node: FinishedNode): vscode.TreeItem {
  const { receipt, id, count } = node;
  const { head } = receipt;
  const { selection, counts, commit, target, endedAt } = head;
  const item = new vscode.TreeItem(namesOf(selection), count === 0 ? None : Collapsed);
  item.id = id;
  item.iconPath = finishedIcon(node);
  item.description = [endedText(head), targetText(targetOfReceipt(head))].join(' · ');
  const ended = new Date(endedAt).toLocaleString();
  item.tooltip = t('{0}: {1} to {2} on {3}', ended, selection.join(', '), target.repository, target.server);
  const failed = (counts.failed ?? 0) + (counts['not committed'] ?? 0);
  item.contextValue = [
    'finished',
    ...(failed > 0 ? ['canRetry'] : []),
    ...(checkableFiles(head) > 0 ? ['canVerify'] : []),
    ...(commit === null ? [] : ['committed']),
    target.server === HUB ? 'onHub' : 'offHub',
  ].join(' ');
  return item;
}

function finishedIcon({ receipt: { head } }: FinishedNode): vscode.ThemeIcon {
  const { result, counts } = head;
  if (result === 'failed') return icon('error', 'problemsErrorIcon.foreground');
  if (result === 'cancelled') return icon('circle-slash');
  if ((counts.failed ?? 0) > 0) return icon('warning', 'problemsWarningIcon.foreground');
  return icon(result === 'committed' ? 'pass' : 'check');
}

function icon(name: string, color?: string): vscode.ThemeIcon {
  return new vscode.ThemeIcon(name, color === undefined ? undefined : new vscode.ThemeColor(color));
}

function liveFileItem({ parent, file, index }: LiveFileNode): vscode.TreeItem {
  const { path, source, state } = file;
  const item = new vscode.TreeItem(posix.basename(path), None);
  item.id = `${parent.id}#${index}`;
  const words = { failed: t('failed'), staged: t('sent'), waiting: t('not sent yet') };
  const rest = file.state === 'failed' ? file.reason : sizeText(file.size);
  item.description = [words[state], rest, ...directoryOf(path)].join(' · ');
  item.tooltip = file.state === 'failed' ? `${source}: ${file.reason}` : source;
  item.iconPath =
    state === 'failed'
      ? icon('error', 'problemsErrorIcon.foreground')
      : icon(state === 'staged' ? 'check' : 'file');
  item.contextValue = 'file';
  return item;
}

const OUTCOME_ICONS: Readonly<Record<FileOutcome, string>> = {
  failed: 'error',
  refused: 'error',
  'not verified': 'warning',
  'not committed': 'circle-slash',
  uploaded: 'check',
  unchanged: 'dash',
  skipped: 'debug-step-over',
};

function outcomeText(outcome: FileOutcome): string {
  const words: Readonly<Record<FileOutcome, string>> = {
    failed: t('failed'),
    refused: t('refused'),
    'not verified': t('not verified'),
    'not committed': t('not committed'),
    uploaded: t('uploaded'),
    unchanged: t('unchanged'),
    skipped: t('skipped'),
  };
  return words[outcome];
}

function receiptFileItem({ parent, file, index }: ReceiptFileNode): vscode.TreeItem {
  const { path, source = '', outcome, reason, size } = file;
  const item = new vscode.TreeItem(path === undefined ? basename(source) : posix.basename(path), None);
  item.id = `${parent.id}#${index}`;
  const rest = reason ?? (size === undefined ? '' : sizeText(size));
  item.description = [outcomeText(outcome), rest, ...directoryOf(path)].filter(Boolean).join(' · ');
  item.tooltip = [source, reason, file.hash].filter(Boolean).join(' · ');
  const isBad = outcome === 'failed' || outcome === 'refused';
  item.iconPath = icon(OUTCOME_ICONS[outcome], isBad ? 'problemsErrorIcon.foreground' : undefined);
  item.contextValue = 'file';
  return item;
}

/** Of a path in the repository; it stands last in a row, where a side bar may cut it off. */
function directoryOf(path = ''): string[] {
  const directory = posix.dirname(path);
  return directory === '.' ? [] : [directory];
}

function moreItem(node: MoreFilesNode): vscode.TreeItem {
  const item = new vscode.TreeItem(t('Load more'), None);
  item.id = `${node.parent.id}#more`;
  item.iconPath = icon('ellipsis');
  item.description = t('{0} of {1} shown', node.shown.toLocaleString('en'), node.total.toLocaleString('en'));
  item.command = { command: 'oxen.uploads.loadMore', title: t('Load more'), arguments: [node] };
  return item;
}
