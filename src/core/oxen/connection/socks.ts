import type { Socket } from 'node:net';
import { buildConnector, Pool } from 'undici';
import { lookup } from './loopback';
import { passProvisional } from './passProvisional';
import type { Proxy } from './proxyAddress';
import { ProxyFault } from './proxyFault';
import { openTunnel } from './socksTunnel';
import { CONNECT_TIMEOUT } from './timeouts';
import type { TrustFor } from './trust';

/**
 * The connections to one origin through a SOCKS5 proxy, which looks the names up. undici has an agent for that; it is
 * experimental, and waits for ever for a proxy that says nothing.
 */
export function throughSocks(origin: string, proxy: Proxy, trustFor: TrustFor): Pool {
  const { hostname, port } = new URL(proxy.address);
  const toProxy = buildConnector({ lookup, timeout: CONNECT_TIMEOUT });
  const toServer = buildConnector({ ...trustFor(new URL(origin).protocol), timeout: CONNECT_TIMEOUT });
  const greeted = new Set<Socket>();
  const connect: buildConnector.connector = (options, callback) => {
    const blame = (cause: unknown) =>
      callback(cause instanceof ProxyFault ? cause : new ProxyFault(proxy.shown, { cause }), null);
    const host = hostname.replace(/^\[|\]$/g, '');
    toProxy({ hostname: host, host, port: port || '1080', protocol: 'http:' }, (...result) => {
      if (result[0] !== null) {
        blame(result[0]);
        return;
      }
      const [, socket] = result;
      greeted.add(socket);
      openTunnel(socket, proxy, options)
        .finally(() => greeted.delete(socket))
        .then(
          () => {
            if (options.protocol === 'https:') toServer({ ...options, httpSocket: socket }, callback);
            else callback(null, socket);
          },
          (cause: unknown) => {
            socket.destroy();
            blame(cause);
          },
        );
    });
  };
  const pool = new Pool(origin, { connect: passProvisional(connect) });
  const destroy = pool.destroy.bind(pool);
  // undici knows nothing of a socket before it is connected: it would keep the process up.
  const value = (...args: unknown[]): unknown => {
    for (const socket of greeted) socket.destroy();
    return Reflect.apply(destroy, pool, args);
  };
  return Object.defineProperty(pool, 'destroy', { value });
}
