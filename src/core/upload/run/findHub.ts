import { OxenError } from '../../oxen/errors';
import { Hub, isHub } from '../../oxen/hub';
import type { Report } from '../events';
import { rememberedServer, type ServerMemory } from '../engines/serverMemory';
import type { Target } from '../plan/target';

/** The hub, where the target lies on one: asked for once, and remembered. */
export async function findHub(
  { repository, features }: Target,
  servers: ServerMemory,
  { report, signal }: { readonly report: Report; readonly signal: AbortSignal },
): Promise<Hub | undefined> {
  const server = rememberedServer(repository, features);
  try {
    if (!(await servers.has(server, 'hub', () => isHub(repository.server, signal)))) return undefined;
  } catch (error) {
    if (!(error instanceof OxenError)) throw error;
    return undefined; // asked again by the next run
  }
  return new Hub(repository, (text) => report({ type: 'note', text }));
}
