import PQueue from 'p-queue';
import type { Workspace } from '../../../oxen/workspaces';
import type { SendContext } from '../engine';

const queues = new WeakMap<Workspace, PQueue>();

/**
 * Has chunks joined to a file when no other of this run is being joined: a file lies on the server's disk twice while it
 * is joined, and below 0.54 the server has all of its chunks open (docs/protocol/version-chunks.md#completing).
 *
 * @returns what `join` does
 */
export function joinInTurn<T>(
  { workspace, signal }: Pick<SendContext, 'workspace' | 'signal'>,
  join: () => Promise<T>,
): Promise<T> {
  const queue = queues.get(workspace) ?? new PQueue({ concurrency: 1 });
  queues.set(workspace, queue);
  return queue.add(async () => {
    signal.throwIfAborted(); // while others were joined
    return join();
  });
}
