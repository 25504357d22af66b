import { t } from '@vscode/l10n';
import { repositoryText } from '../../core/oxen/address';
import { HttpError } from '../../core/oxen/errors';
import { getFeatures } from '../../core/oxen/server/server';
import { listAllRepositories } from '../allRepositories';
import { plural } from '../progress/words';
import { type Node, RepositoryNode, type ServerNode } from './nodes';
import { failureNotes, noRepositoryNotes, unlistedNotes } from './notes';
import type { Sources } from './sources';

/** The repositories that the server lists, and those that it does not but that are known here. */
export async function repositoriesOf(
  node: ServerNode,
  sources: Sources,
  signal: AbortSignal,
): Promise<readonly Node[]> {
  const remembered = rememberedOf(node, sources);
  try {
    // Where nothing answers, this tells it at once.
    await getFeatures(await sources.accounts.server(node.origin), signal);
    // A fresh one: what has answered once is waited for much longer than anybody looks at a side bar.
    const server = await sources.accounts.server(node.origin);
    const { repositories, namespaces } = await listAllRepositories(server, signal);
    const listed = repositories.map((name) => new RepositoryNode(node, name, 'listed'));
    const nodes = distinct([...listed, ...remembered]);
    const left = namespaces.total - namespaces.listed;
    const unlisted = plural(left, t('1 namespace not listed.'), (many) =>
      t('{0} namespaces not listed.', many),
    );
    if (left > 0) return [...nodes, ...unlistedNotes(node, unlisted)];
    return nodes.length === 0 ? noRepositoryNotes(node) : nodes;
  } catch (error) {
    if (!isRefusal(error)) return [...failureNotes(node, error, sources.log), ...remembered];
    sources.log.info(`${node.origin} does not list its repositories: ${error.message}`);
    return [...remembered, ...unlistedNotes(node, t('This server does not list its repositories.'))];
  }
}

/** A hub may answer for its repositories, but not tell which there are. */
function isRefusal(error: unknown): error is HttpError {
  return error instanceof HttpError && error.status < 500 && error.status !== 429;
}

function rememberedOf(node: ServerNode, { opened, targets }: Sources): readonly RepositoryNode[] {
  const used = targets.recent.filter(({ origin }) => origin === node.origin);
  return distinct([
    ...opened.of(node.origin).map((name) => new RepositoryNode(node, name, 'opened')),
    ...used.map(({ repository }) => new RepositoryNode(node, repository, 'target')),
  ]);
}

/** Each name once, the first of its kind, in the order of names. */
function distinct(nodes: readonly RepositoryNode[]): readonly RepositoryNode[] {
  const byName = new Map(nodes.toReversed().map((node) => [repositoryText(node.name), node]));
  return [...byName].sort(([one], [other]) => one.localeCompare(other)).map(([, node]) => node);
}
