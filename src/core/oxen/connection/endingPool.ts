import { Socket } from 'node:net';
import { type buildConnector, Pool } from 'undici';

/** Makes a connection, as undici's connectors do, and gives its socket at once, which their type does not tell. */
export type Connect = (...args: Parameters<buildConnector.connector>) => unknown;

/**
 * A pool whose end is also that of connections which are still being made: undici knows nothing of a socket before it
 * stands, and would leave it, and the process, to its timeout.
 */
export function endingPool(
  origin: string,
  connect: Connect,
  options: Pick<Pool.Options, 'headersTimeout'> = {},
): Pool {
  const sockets = new Set<Socket>();
  const noting: buildConnector.connector = (...args) => {
    const socket = connect(...args);
    if (!(socket instanceof Socket)) return;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  };
  const pool = new Pool(origin, { ...options, connect: noting });
  const destroy = pool.destroy.bind(pool);
  const value = (...args: unknown[]): unknown => {
    const ending: unknown = Reflect.apply(destroy, pool, args); // tells requests why, first
    for (const socket of sockets) socket.destroy();
    return ending;
  };
  return Object.defineProperty(pool, 'destroy', { value });
}
