import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { AuthError } from '../../core/oxen/errors';
import { plainText } from '../../core/plainText';
import { UserError } from '../../core/userError';
import type { Log } from '../log/log';
import { errorText } from '../progress/closingWords';
import { plural } from '../progress/words';
import { type Node, NoteNode, type ServerNode } from './nodes';

/** Two rows in place of what could not be listed: what happened, and what can be done about it. */
export function failureNotes(parent: Node, error: unknown, log: Log): NoteNode[] {
  const tryAgain = new NoteNode(parent, {
    text: t('Try Again'),
    icon: 'refresh',
    action: { command: 'oxen.repositories.refreshRow', argument: parent },
  });
  if (error instanceof vscode.CancellationError) {
    const text = t('Plain HTTP is not allowed.');
    return [new NoteNode(parent, { text, icon: 'circle-slash', isFailure: true }), tryAgain];
  }
  log.error('The Repositories view could not list an item.', error);
  const text = error instanceof UserError ? error.message : errorText(error);
  const what = new NoteNode(parent, { text, icon: 'error', tooltip: errorText(error), isFailure: true });
  return error instanceof AuthError ? [what, signInNote(parent)] : [what, tryAgain];
}

/** A server that does not tell which repositories it has. */
export function unlistedNotes(server: ServerNode, reason: string): NoteNode[] {
  return [new NoteNode(server, { text: reason, icon: 'info' }), openRepositoryNote(server)];
}

export function noRepositoryNotes(server: ServerNode): NoteNode[] {
  return [
    new NoteNode(server, { text: t('No repositories yet.'), icon: 'info' }),
    new NoteNode(server, {
      text: t('Create Repository…'),
      icon: 'add',
      action: { command: 'oxen.repository.create', argument: server },
    }),
  ];
}

export function emptyDirectoryNote(parent: Node): NoteNode {
  return new NoteNode(parent, { text: t('No files here.'), icon: 'info' });
}

/** Names in one tooltip. */
const NAMED = 10;

/** Branches whose names no address leads to. */
export function unusableBranchesNote(repository: Node, names: readonly string[]): NoteNode {
  const text = plural(names.length, t('1 unusable branch name not shown.'), (many) =>
    t('{0} unusable branch names not shown.', many),
  );
  const named = names.slice(0, NAMED).map((name) => `“${plainText(name, 60)}”`);
  const more = names.length > NAMED ? ' …' : '';
  const tooltip = t('Servers cannot find branches with these names: {0}{1}', named.join(', '), more);
  return new NoteNode(repository, { text, icon: 'info', tooltip });
}

/** Tells of entries that no row can stand for; none when there are none. */
export function unnamedNotes(parent: Node, count: number): NoteNode[] {
  if (count === 0) return [];
  const text = plural(count, t('1 entry is not shown: names like “..” are not valid.'), (many) =>
    t('{0} entries are not shown: names like “..” are not valid.', many),
  );
  return [new NoteNode(parent, { text, icon: 'info' })];
}

function openRepositoryNote(server: ServerNode): NoteNode {
  return new NoteNode(server, {
    text: t('Open Repository…'),
    icon: 'repo',
    action: { command: 'oxen.repository.open', argument: server },
  });
}

function signInNote(parent: Node): NoteNode {
  return new NoteNode(parent, {
    text: t('Sign In…'),
    icon: 'key',
    action: { command: 'oxen.server.connect', argument: serverOf(parent).origin },
  });
}

function serverOf(node: Node): ServerNode {
  return node.kind === 'server' ? node : serverOf(node.parent);
}
