import { buildConnector, type Pool } from 'undici';
import { type Connect, endingPool } from './endingPool';
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
  const toProxy: Connect = buildConnector({ lookup, timeout: CONNECT_TIMEOUT });
  const toServer = buildConnector({ ...trustFor(new URL(origin).protocol), timeout: CONNECT_TIMEOUT });
  const connect: Connect = (options, callback) => {
    const blame = (cause: unknown) =>
      callback(cause instanceof ProxyFault ? cause : new ProxyFault(proxy.shown, { cause }), null);
    const host = hostname.replace(/^\[|\]$/g, '');
    return toProxy({ hostname: host, host, port: port || '1080', protocol: 'http:' }, (...result) => {
      if (result[0] !== null) {
        blame(result[0]);
        return;
      }
      const [, socket] = result;
      openTunnel(socket, proxy, options).then(
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
  return endingPool(origin, passProvisional(connect));
}
