import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { assertNever } from '../../core/assertNever';
import { HUB, isLoopback, repositoryText } from '../../core/oxen/address';
import type { KnownTarget } from '../../core/upload/target/knownTarget';
import { sizeText } from '../progress/words';
import { OPENED_BYTES } from '../remoteFiles/openLimit';
import { uriParts } from '../remoteFiles/location';
import { shownText } from '../shownText';
import { idOf } from './nodeId';
import {
  type BranchNode,
  type DirectoryNode,
  type FileNode,
  type MoreNode,
  type Node,
  type NoteNode,
  type PlaceNode,
  placeOf,
  type RepositoryNode,
  type ServerNode,
} from './nodes';

/** How a node looks, and what a click on it does. `target` is where this workspace uploads to. */
export function treeItem(node: Node, target: KnownTarget | undefined): vscode.TreeItem {
  const item = itemOf(node, target);
  item.id = idOf(node);
  item.contextValue ??= node.kind;
  if (isOnHub(node)) item.contextValue += ' onHub';
  for (const part of ['label', 'description', 'tooltip'] as const) {
    const text = item[part];
    if (typeof text === 'string') item[part] = shownText(text);
  }
  const { label, description } = item;
  item.accessibilityInformation = {
    label: [[kindText(node), label].filter(isText).join(' '), description].filter(isText).join(', '),
  };
  return item;
}

function isText(part: unknown): part is string {
  return typeof part === 'string' && part !== '';
}

/** What a row is, before its name; its icon says so to the eye. */
function kindText({ kind }: Node): string | undefined {
  switch (kind) {
    case 'server':
      return t('server');
    case 'repository':
      return t('repository');
    case 'branch':
      return t('branch');
    case 'directory':
      return t('directory');
    case 'file':
      return t('file');
    case 'more':
    case 'note':
      return undefined;
    default:
      return assertNever(kind);
  }
}

/** There it has a page. */
function isOnHub(node: Node): boolean {
  switch (node.kind) {
    case 'repository':
      return node.parent.origin === HUB;
    case 'branch':
    case 'directory':
      return placeOf(node).origin === HUB;
    case 'file':
      return placeOf(node.parent).origin === HUB;
    default:
      return false;
  }
}

function itemOf(node: Node, target: KnownTarget | undefined): vscode.TreeItem {
  switch (node.kind) {
    case 'server':
      return serverItem(node);
    case 'repository':
      return repositoryItem(node);
    case 'branch':
      return branchItem(node, target);
    case 'directory':
      return directoryItem(node, target);
    case 'file':
      return fileItem(node);
    case 'more':
      return moreItem(node);
    case 'note':
      return noteItem(node);
    default:
      return assertNever(node);
  }
}

const { Collapsed, None } = vscode.TreeItemCollapsibleState;

function serverItem({ origin }: ServerNode): vscode.TreeItem {
  const { host, protocol } = new URL(origin);
  const item = new vscode.TreeItem(host, Collapsed);
  item.iconPath = new vscode.ThemeIcon('server');
  item.tooltip = origin;
  if (protocol === 'http:' && !isLoopback(origin)) item.description = t('plain http');
  return item;
}

function repositoryItem({ name, parent, source }: RepositoryNode): vscode.TreeItem {
  const item = new vscode.TreeItem(repositoryText(name), Collapsed);
  item.iconPath = new vscode.ThemeIcon('repo');
  item.tooltip = t('{0} on {1}', repositoryText(name), parent.origin);
  if (source !== 'listed') item.contextValue = 'repository remembered';
  return item;
}

function branchItem(node: BranchNode, target: KnownTarget | undefined): vscode.TreeItem {
  const item = new vscode.TreeItem(node.name, node.state === 'born' ? Collapsed : None);
  item.iconPath = new vscode.ThemeIcon('git-branch');
  const marks = [...(node.state === 'born' ? [] : [t('no commits yet')]), ...targetMark(node, target)];
  item.description = marks.join(' · ');
  if (node.state === 'unborn') {
    item.tooltip = t('The repository is empty. The first upload creates this branch.');
    item.contextValue = 'branch unborn';
  }
  return item;
}

function directoryItem(node: DirectoryNode, target: KnownTarget | undefined): vscode.TreeItem {
  const item = entryItem(node, Collapsed);
  item.iconPath = vscode.ThemeIcon.Folder;
  item.description = targetMark(node, target).join('');
  return item;
}

function fileItem(node: FileNode): vscode.TreeItem {
  const item = entryItem(node, None);
  const { size } = node.listed.entry;
  item.iconPath = vscode.ThemeIcon.File;
  item.description = sizeText(size);
  item.command =
    size <= OPENED_BYTES
      ? { command: 'vscode.open', title: t('Open'), arguments: [item.resourceUri] }
      : { command: 'oxen.file.offerDownload', title: t('Open'), arguments: [node] };
  return item;
}

function entryItem(
  { listed }: DirectoryNode | FileNode,
  state: vscode.TreeItemCollapsibleState,
): vscode.TreeItem {
  const { branch, commit, path, entry } = listed;
  const { origin, repository } = placeOf(branch);
  const item = new vscode.TreeItem(entry.filename, state);
  item.resourceUri = vscode.Uri.from(uriParts({ origin, repository, commit, path }));
  return item;
}

function moreItem(node: MoreNode): vscode.TreeItem {
  const { shown, total } = node.entries;
  const item = new vscode.TreeItem(t('Load more'), None);
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.description = t('{0} of {1} shown', shown.toLocaleString('en'), total.toLocaleString('en'));
  item.command = { command: 'oxen.repositories.loadMore', title: t('Load more'), arguments: [node] };
  return item;
}

function noteItem({ note }: NoteNode): vscode.TreeItem {
  const item = new vscode.TreeItem(note.text, None);
  const color = note.icon === 'error' ? new vscode.ThemeColor('problemsErrorIcon.foreground') : undefined;
  item.iconPath = new vscode.ThemeIcon(note.icon, color);
  item.tooltip = note.tooltip ?? note.text;
  if (note.action !== undefined) {
    const { command, argument } = note.action;
    item.command = { command, title: note.text, arguments: [argument] };
  }
  return item;
}

function targetMark(node: PlaceNode, target: KnownTarget | undefined): string[] {
  if (target === undefined) return [];
  const place = placeOf(node);
  const isTarget =
    place.origin === target.origin &&
    repositoryText(place.repository) === repositoryText(target.repository) &&
    place.branch === target.branch &&
    place.directory === target.directory;
  return isTarget ? [t('upload target')] : [];
}
