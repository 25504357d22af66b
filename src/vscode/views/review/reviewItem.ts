import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { assertNever } from '../../../core/assertNever';
import { skipReasonText } from '../../../core/files/localFile';
import type { Standing } from '../../../core/upload/plan/preparation';
import { countOf, sizeText } from '../../progress/words';
import { shownText } from '../../shownText';
import type { ReviewedFiles, Ticked } from '../../uploads/review/reviewedFiles';
import type {
  ConcernNode,
  DirectoryNode,
  FileNode,
  GroupNode,
  MoreNode,
  ReviewNode,
  SkippedNode,
} from './reviewNodes';
import type { ReviewTree } from './reviewTree';

/**
 * How a row of the Review view looks, and what is read out for it.
 *
 * @param tree none when the review was answered while a row of it was asked for
 */
export function reviewItem(node: ReviewNode, tree: ReviewTree | undefined): vscode.TreeItem {
  if (tree === undefined) return new vscode.TreeItem('');
  const item = itemOf(node, tree);
  item.id = node.id;
  item.contextValue ??= node.kind;
  if (item.checkboxState !== undefined) item.contextValue += ' box';
  for (const part of ['label', 'description', 'tooltip'] as const) {
    const text = item[part];
    if (typeof text === 'string') item[part] = shownText(text);
  }
  return item;
}

function itemOf(node: ReviewNode, tree: ReviewTree): vscode.TreeItem {
  switch (node.kind) {
    case 'group':
      return groupItem(node, tree);
    case 'directory':
      return directoryItem(node, tree.files);
    case 'file':
      return fileItem(node, tree.files);
    case 'concern':
      return concernItem(node, tree.files);
    case 'skipped':
      return skippedItem(node);
    case 'more':
      return moreItem(node);
    default:
      return assertNever(node);
  }
}

const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

function groupItem({ id }: GroupNode, { base, files }: ReviewTree): vscode.TreeItem {
  switch (id) {
    case 'look': {
      const count = files.found.concerns.length + files.secretIndexes().length;
      const item = new vscode.TreeItem(t('Needs a Look'), Expanded);
      item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
      item.description = count.toLocaleString('en');
      return spoken(item, t('Needs a look, {0}', countOf(count, 'item')));
    }
    case 'files': {
      const ticked = files.tickedIn(files.all);
      const item = new vscode.TreeItem(t('Files'), Expanded);
      item.description = `→ ${base === '' ? '/' : base} · ${tickedText(ticked)}`;
      return spoken(
        boxed(item, ticked.box),
        t('Files to {0}, {1}', base === '' ? '/' : base, tickedText(ticked)),
      );
    }
    case 'skipped': {
      const { skipped, refused, failed } = files.found;
      const count = (skipped.length + refused.length + failed.length).toLocaleString('en');
      const item = new vscode.TreeItem(t('Skipped'), Collapsed);
      item.iconPath = new vscode.ThemeIcon('circle-slash');
      item.description = count;
      return spoken(item, t('Skipped, {0}', count));
    }
  }
}

function directoryItem({ path, range }: DirectoryNode, files: ReviewedFiles): vscode.TreeItem {
  const ticked = files.tickedIn(range);
  const name = path.slice(path.lastIndexOf('/', path.length - 2) + 1, -1);
  const item = new vscode.TreeItem(name, Collapsed);
  item.iconPath = vscode.ThemeIcon.Folder;
  item.tooltip = path;
  item.description = tickedText(ticked);
  return spoken(boxed(item, ticked.box), t('Directory {0}, {1}', name, tickedText(ticked)));
}

function fileItem(node: FileNode, files: ReviewedFiles): vscode.TreeItem {
  const { index, file, parent } = node;
  const { path, size, standing, source } = file;
  const name = parent.id === 'look' ? path : path.slice(path.lastIndexOf('/') + 1);
  const secrecy = files.secrecyOf(index);
  const item = new vscode.TreeItem(name, None);
  item.iconPath = vscode.ThemeIcon.File;
  item.resourceUri = vscode.Uri.file(source);
  const told = [
    ...(secrecy === undefined ? [] : [skipReasonText(secrecy)]),
    sizeText(size),
    standingText(standing),
  ];
  item.description = told.join(' · ');
  item.tooltip = `${source} → ${path}`;
  item.contextValue = standing === 'changed' || standing === 'exists' ? 'file there' : 'file';
  item.command = { command: 'oxen.review.open', title: t('Open'), arguments: [node] };
  const isTicked = files.isTicked(index);
  if (standing !== 'unchanged') boxed(item, isTicked);
  const state = standing === 'unchanged' || isTicked ? [] : [t('left out')];
  return spoken(item, [name, ...told, ...state].join(', '));
}

function concernItem({ concern }: ConcernNode, files: ReviewedFiles): vscode.TreeItem {
  const isConfirmed = files.isConfirmed(concern);
  const item = new vscode.TreeItem(concern.text, None);
  item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  item.description = isConfirmed ? t('confirmed') : t('tick to confirm');
  item.tooltip = concern.text;
  item.checkboxState = isConfirmed
    ? vscode.TreeItemCheckboxState.Checked
    : vscode.TreeItemCheckboxState.Unchecked;
  return spoken(item, `${concern.text} ${item.description}`);
}

function skippedItem(node: SkippedNode): vscode.TreeItem {
  const { path, text } = node.skipped;
  const name = vscode.workspace.asRelativePath(path);
  const item = new vscode.TreeItem(name, None);
  item.description = text;
  item.tooltip = `${path}: ${text}`;
  if (node.canGoAnyway) item.contextValue = 'skipped anyway';
  return spoken(item, t('{0}, skipped, {1}', name, text));
}

function moreItem(node: MoreNode): vscode.TreeItem {
  const { shown, total } = node;
  const item = new vscode.TreeItem(t('Load more'), None);
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.description = t('{0} of {1} shown', shown.toLocaleString('en'), total.toLocaleString('en'));
  item.command = { command: 'oxen.review.loadMore', title: t('Load more'), arguments: [node] };
  return spoken(item, t('Load more, {0}', item.description));
}

/** Partly ticked shows unticked: VS Code has no third state. */
function boxed(item: vscode.TreeItem, isTicked: boolean | undefined): vscode.TreeItem {
  const { Checked, Unchecked } = vscode.TreeItemCheckboxState;
  if (isTicked !== undefined) item.checkboxState = isTicked ? Checked : Unchecked;
  return item;
}

/** `10 files · 3 MB`, or `3 of 10 · 1 MB`. */
function tickedText({ ticked, total, bytes }: Ticked): string {
  if (total === 0) return t('nothing to send');
  const files =
    ticked === total
      ? countOf(total, 'file')
      : t('{0} of {1}', ticked.toLocaleString('en'), total.toLocaleString('en'));
  return `${files} · ${sizeText(bytes)}`;
}

function standingText(standing: Standing): string {
  switch (standing) {
    case 'new':
      return t('new');
    case 'changed':
      return t('changed');
    case 'exists':
      return t('same size, will be compared');
    case 'unchanged':
      return t('the same');
    default:
      return assertNever(standing);
  }
}

function spoken(item: vscode.TreeItem, label: string): vscode.TreeItem {
  item.accessibilityInformation = { label: shownText(label) };
  return item;
}
