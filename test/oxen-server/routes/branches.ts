import * as v from 'valibot';
import { parameter, repositoryOf, type Exchange } from '../http/exchange';
import {
  Refusal,
  badRequest,
  basicError,
  bareNotFound,
  failure,
  notFound,
  success,
  unmapped,
  type Reply,
} from '../http/reply';
import { parseJson } from '../http/requestBody';
import type { Routes } from '../http/routeTable';
import { isValidBranchName, type Branch } from '../model/branches';
import type { Repository } from '../model/repository';

const fromBranchSchema = v.object({ new_name: v.string(), from_name: v.string() });
const fromCommitSchema = v.object({ new_name: v.string(), commit_id: v.string() });
const moveSchema = v.object({ commit_id: v.string() });

export const branchRoutes: Routes = {
  'GET /api/repos/{namespace}/{name}/branches': (exchange) =>
    success('resource_found', { branches: repositoryOf(exchange).branches.list() }),
  'POST /api/repos/{namespace}/{name}/branches': create,
  'GET /api/repos/{namespace}/{name}/branches/{branch:*}': (exchange) => {
    const repository = repositoryOf(exchange);
    return success('resource_found', { branch: branchNamed(repository, parameter(exchange, 'branch')) });
  },
  'PUT /api/repos/{namespace}/{name}/branches/{branch:*}': move,
};

async function create(exchange: Exchange): Promise<Reply> {
  const text = await exchange.body.text();
  const repository = repositoryOf(exchange);

  const fromBranch = parseJson(text, fromBranchSchema);
  if (fromBranch.ok) {
    const { new_name, from_name } = fromBranch.value;
    const known = repository.branches.get(new_name);
    if (known) return success('resource_found', { branch: known });
    const from = repository.branches.get(from_name);
    if (!from) throw new Refusal(bareNotFound());
    return success('resource_created', { branch: newBranch(repository, new_name, from.commit_id) });
  }

  const fromCommit = parseJson(text, fromCommitSchema);
  if (!fromCommit.ok) throw new Refusal(failure(400, 'Invalid request body'));
  const { new_name, commit_id } = fromCommit.value;
  return success('resource_created', { branch: newBranch(repository, new_name, commit_id) });
}

/** Moves a branch by force, without a look at where it is (docs/protocol/repositories.md#branches). */
async function move(exchange: Exchange): Promise<Reply> {
  const parsed = parseJson(await exchange.body.text(), moveSchema);
  const repository = repositoryOf(exchange);
  if (!parsed.ok) throw new Refusal(badRequest(parsed.reason));
  const { commit_id } = parsed.value;
  checkCommit(repository, commit_id);
  return success('resource_updated', {
    branch: repository.branches.set(parameter(exchange, 'branch'), commit_id),
  });
}

export function branchNamed(repository: Repository, name: string): Branch {
  const branch = repository.branches.get(name);
  if (!branch) throw new Refusal(notFound('Branch does not exist', `Could not find branch: ${name}`));
  return branch;
}

function newBranch(repository: Repository, name: string, commitId: string): Branch {
  checkCommit(repository, commitId);
  if (!isValidBranchName(name)) throw new Refusal(unmapped(`'${name}' is not a valid branch name.`));
  if (repository.branches.get(name)) throw new Refusal(unmapped(`Branch already exists: ${name}`));
  return repository.branches.set(name, commitId);
}

function checkCommit(repository: Repository, id: string): void {
  if (!repository.commits.get(id)) throw new Refusal(basicError(`Could not find commit: ${id}`));
}
