import { t } from '@vscode/l10n';
import { parseBranch, MAIN, mainFirst } from '../../core/oxen/branchName';
import { allBranches, branchHead } from '../../core/oxen/branches';
import type { Repository } from '../../core/oxen/http/client';
import { openGate } from '../../core/oxen/http/requestGate';
import { directoryPage } from '../../core/oxen/tree';
import { joinRepoPath } from '../../core/repoPath';
import { messageOf, UserError } from '../../core/userError';
import { entryName } from '../remoteFiles/location';
import {
  BranchNode,
  DirectoryNode,
  FileNode,
  MoreNode,
  type Node,
  type PlaceNode,
  type RepositoryNode,
} from './nodes';
import { emptyDirectoryNote, failureNotes, unnamedNotes, unusableBranchesNote } from './notes';
import { repositoriesOf } from './serverChildren';
import type { Sources } from './sources';

/**
 * Rows a page. The server reads the whole directory for each, so pages are big (docs/protocol/reading.md#directories).
 */
const PAGE_SIZE = 1000;

/** What lies below a node, asked of its server. A failure is told in rows of its own. */
export async function childrenOf(
  node: Node,
  sources: Sources,
  signal: AbortSignal,
): Promise<readonly Node[]> {
  try {
    switch (node.kind) {
      case 'server':
        return await repositoriesOf(node, sources, signal);
      case 'repository':
        return await branchesOf(node, sources, signal);
      case 'branch':
        return await rootOf(node, sources, signal);
      case 'directory':
        return await entriesOf(node, { commit: node.listed.commit, page: 1 }, { sources, signal });
      case 'file':
      case 'more':
      case 'note':
        return [];
    }
  } catch (error) {
    return signal.aborted ? [] : failureNotes(node, error, sources.log);
  }
}

/** The rows that take the place of a *Load more* row. */
export async function moreOf(
  more: MoreNode,
  sources: Sources,
  signal: AbortSignal,
): Promise<readonly Node[]> {
  try {
    return await entriesOf(more.parent, more.next, { sources, signal });
  } catch (error) {
    if (signal.aborted) return [more];
    const [what] = failureNotes(more.parent, error, sources.log);
    return what === undefined ? [more] : [what, more];
  }
}

async function branchesOf(
  node: RepositoryNode,
  sources: Sources,
  signal: AbortSignal,
): Promise<readonly Node[]> {
  const repository = await repositoryAt(node, sources);
  const { branches, unusable } = await allBranches(repository, signal);
  const notes = unusable.length === 0 ? [] : [unusableBranchesNote(node, unusable)];
  const names = branches.map(({ name }) => name);
  if (names.length + notes.length === 0) return [new BranchNode(node, MAIN, 'unborn')];
  return [...names.sort(mainFirst).map((name) => new BranchNode(node, name, 'born')), ...notes];
}

/** The branch's head is looked up here: pages, and files opened from them, come from one commit. */
async function rootOf(node: BranchNode, sources: Sources, signal: AbortSignal): Promise<readonly Node[]> {
  const repository = await repositoryAt(node.parent, sources);
  const commit = await branchHead(repository, parseBranch(node.name), signal);
  if (commit === undefined) {
    throw new UserError(t('The branch {0} no longer exists.', node.name), {
      advice: t('Refresh its repository.'),
    });
  }
  return entriesOf(node, { commit, page: 1 }, { sources, signal });
}

async function entriesOf(
  parent: PlaceNode,
  { commit, page }: MoreNode['next'],
  { sources, signal }: { readonly sources: Sources; readonly signal: AbortSignal },
): Promise<readonly Node[]> {
  const branch = parent.kind === 'branch' ? parent : parent.listed.branch;
  const directory = parent.kind === 'branch' ? '' : parent.listed.path;
  const repository = await repositoryAt(branch.parent, sources);
  const listing = await directoryPage(repository, commit, directory, { page, page_size: PAGE_SIZE }, signal);
  if (listing === undefined || listing.total_entries === 0) return [emptyDirectoryNote(parent)];

  const named: Node[] = listing.entries.flatMap((entry) => {
    const filename = entryName(entry.filename);
    if (filename === undefined) return [];
    const listed = { branch, commit, path: joinRepoPath(directory, filename), entry: { ...entry, filename } };
    return [entry.is_dir ? new DirectoryNode(parent, listed) : new FileNode(parent, listed)];
  });
  const nodes = [...named, ...unnamedNotes(parent, listing.entries.length - named.length)];
  if (!listing.isFull || page >= listing.total_pages) return nodes;
  const entries = { shown: page * PAGE_SIZE, total: listing.total_entries };
  return [...nodes, new MoreNode(parent, { commit, page: page + 1 }, entries)];
}

async function repositoryAt(node: RepositoryNode, { accounts, log }: Sources): Promise<Repository> {
  const onWait = (error: unknown) => log.info(`The Repositories view is waiting: ${messageOf(error)}`);
  const server = await accounts.server(node.parent.origin, openGate(onWait));
  return server.repository(node.name);
}
