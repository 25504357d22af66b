import { Socket } from 'node:net';
import { type buildConnector, Pool } from 'undici';

type Connector = buildConnector.connector;
/** It gives the socket that it makes, although undici’s type does not tell. */
type Step = (...args: Parameters<Connector>) => unknown;

/**
 * A pool whose end is also that of connections which are still being made: undici knows nothing of a socket before it
 * stands, and would leave it, and the process, to its timeout.
 *
 * @param makeConnect given what notes the sockets that a step makes
 */
export function endingPool(
  origin: string,
  makeConnect: (noted: (step: Step) => Connector) => Connector,
  options: Pick<Pool.Options, 'headersTimeout'> = {},
): Pool {
  const sockets = new Set<Socket>();
  const connect = makeConnect((step) => (options, callback) => {
    const socket = step(options, callback);
    if (!(socket instanceof Socket)) return;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const pool = new Pool(origin, { ...options, connect });
  const destroy = pool.destroy.bind(pool);
  const value = (...args: unknown[]): unknown => {
    const ending: unknown = Reflect.apply(destroy, pool, args); // tells requests why, first
    for (const socket of sockets) socket.destroy();
    return ending;
  };
  return Object.defineProperty(pool, 'destroy', { value });
}
