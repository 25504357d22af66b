import { statfs } from 'node:fs/promises';
import { parameter, type Exchange } from '../http/exchange';
import { success, type Reply } from '../http/reply';
import type { Routes } from '../http/routeTable';

const MIN_CLIENT_VERSION = '0.36.0';
const GB = 1e9;

/** What a server tells about itself. */
export const instanceRoutes: Routes = {
  'GET /api/version': () => success('resource_found'),
  'GET /api/min_version': () => success('resource_found', { version: MIN_CLIENT_VERSION }),
  'GET /api/health': health,
  'GET /api/namespaces': ({ server }) =>
    success('resource_found', {
      namespaces: server.repositories.namespaces().map((namespace) => ({ namespace })),
    }),
  'GET /api/repos/{namespace}/{name}/action/{state}/{action}': action,
  'POST /api/repos/{namespace}/{name}/action/{state}/{action}': action,
};

/** What only a hub has: seen in the official Python client (docs/protocol/accounts.md#the-hub). */
export const hubRoutes: Routes = {
  'GET /api/authorize': () => ({
    status: 200,
    body: { kind: 'json', value: { user: { name: 'Ada', email: 'ada@example.org' } } },
  }),
};

async function health({ server }: Exchange): Promise<Reply> {
  const disk = await statfs(server.dataDirectory);
  const total = (disk.blocks * disk.bsize) / GB;
  const free = server.disk.isFull() ? 0 : (disk.bavail * disk.bsize) / GB;
  return success('resource_found', {
    disk_usage: {
      total_gb: total,
      used_gb: total - free,
      free_gb: free,
      percent_used: ((total - free) / total) * 100,
    },
  });
}

/** Hooks for a hub; the open server only echoes (docs/protocol/accounts.md#the-hub). */
function action(exchange: Exchange): Reply {
  const value = {
    action: parameter(exchange, 'action'),
    status: 'success',
    state: parameter(exchange, 'state'),
  };
  return { status: 200, body: { kind: 'json', value } };
}
