import type { Socket } from 'node:net';
import { SocksClient } from 'socks';
import { type buildConnector, errors } from 'undici';
import type { Proxy } from './proxyAddress';
import { ProxyFault, SocksRefusal } from './proxyFault';
import { CONNECT_TIMEOUT, TUNNEL_TIMEOUT } from './timeouts';

/** Of a user name or a password, in bytes: their length is one byte. */
const LONGEST = 255;
/** The status by which a proxy for http asks for a user name and password, or another. */
const NEEDS_PASSWORD = 407;
/** What the library calls the replies of RFC 1928, section 6, in their order. */
const REPLIES = [
  'Granted',
  'Failure',
  'NotAllowed',
  'NetworkUnreachable',
  'HostUnreachable',
  'ConnectionRefused',
  'TTLExpired',
  'CommandNotSupported',
  'AddressNotSupported',
];

/**
 * Has a SOCKS5 proxy connect `socket` to a server.
 *
 * @throws ProxyFault when the proxy wants another password, SocksRefusal when it does not connect to the server
 */
export async function openTunnel(
  socket: Socket,
  proxy: Proxy,
  { hostname, port, protocol }: buildConnector.Options,
): Promise<void> {
  const { username, password, hostname: host } = new URL(proxy.address);
  const [userId = '', word = ''] = [username, password].map(decodeURIComponent);
  // The library would throw it where nobody catches it.
  if ([userId, word].some((text) => Buffer.byteLength(text) > LONGEST)) throw wantsPassword(proxy);
  const end = () => socket.destroy(new errors.HeadersTimeoutError());
  let timer = setTimeout(end, CONNECT_TIMEOUT);
  socket.once('data', () => {
    clearTimeout(timer);
    timer = setTimeout(end, TUNNEL_TIMEOUT);
  });
  try {
    await SocksClient.createConnection({
      command: 'connect',
      existing_socket: socket,
      // Connected already: the library wants an address, and does not use it.
      proxy: { host, port: 0, type: 5, userId, password: word },
      destination: {
        host: hostname.replace(/^\[|\]$/g, ''),
        port: Number(port) || (protocol === 'https:' ? 443 : 80),
      },
      timeout: CONNECT_TIMEOUT + TUNNEL_TIMEOUT,
    });
  } catch (error) {
    throw socket.errored ?? faultOf(error instanceof Error ? error.message : '', proxy);
  } finally {
    clearTimeout(timer);
  }
}

/** The library's errors hold the password, and say in words alone what happened: those are all that is kept. */
function faultOf(message: string, proxy: Proxy): Error {
  if (/authentication/i.test(message)) return wantsPassword(proxy);
  const [, name = ''] = /rejected connection - (\w+)/.exec(message) ?? [];
  const reply = REPLIES.indexOf(name);
  return reply > 0 ? new SocksRefusal(reply) : new Error(message);
}

function wantsPassword({ shown }: Proxy): ProxyFault {
  return new ProxyFault(shown, { status: NEEDS_PASSWORD });
}
