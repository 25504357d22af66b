import { isIP, type Socket } from 'node:net';
import { type buildConnector, errors } from 'undici';
import type { Proxy } from './proxyAddress';
import { ProxyFault, SocksRefusal } from './proxyFault';
import { CONNECT_TIMEOUT, TUNNEL_TIMEOUT } from './timeouts';

const VERSION = 5;
const NO_PASSWORD = 0;
const PASSWORD = 2;
const PASSWORD_VERSION = 1;
const CONNECT = 1;
const SUCCEEDED = 0;
const KIND = { ipv4: 1, name: 3, ipv6: 4 } as const;
/** Of a user name, a password or a host, in bytes: their length is one byte. */
const LONGEST = 255;
/** The status by which a proxy for http asks for a user name and password, or another. */
const NEEDS_PASSWORD = 407;

/**
 * Has a SOCKS5 proxy connect `socket` to a server.
 *
 * @throws ProxyFault when the proxy wants another password, SocksRefusal when it does not connect to the server
 * @see RFC 1928, RFC 1929
 */
export async function openTunnel(
  socket: Socket,
  proxy: Proxy,
  { hostname, port, protocol }: buildConnector.Options,
): Promise<void> {
  const { hasUser } = proxy.shown;
  await within(CONNECT_TIMEOUT, socket, async () => {
    socket.write(Buffer.from(hasUser ? [VERSION, 2, NO_PASSWORD, PASSWORD] : [VERSION, 1, NO_PASSWORD]));
    const [version, method] = await take(socket, 2);
    requireVersion(version);
    if (method === NO_PASSWORD) return;
    const isAccepted = hasUser && method === PASSWORD && (await isLetIn(socket, proxy));
    if (!isAccepted) throw new ProxyFault(proxy.shown, { status: NEEDS_PASSWORD });
  });
  await within(TUNNEL_TIMEOUT, socket, async () => {
    const place = Buffer.alloc(2);
    place.writeUInt16BE(Number(port) || (protocol === 'https:' ? 443 : 80));
    socket.write(Buffer.concat([Buffer.from([VERSION, CONNECT, 0]), addressOf(hostname), place]));
    const [version, reply = 0, , kind] = await take(socket, 4);
    requireVersion(version);
    if (reply !== SUCCEEDED) throw new SocksRefusal(reply);
    // Which of its own addresses the proxy connects from is of no interest.
    const [length = 0] = kind === KIND.name ? await take(socket, 1) : [kind === KIND.ipv6 ? 16 : 4];
    await take(socket, length + 2);
  });
}

async function isLetIn(socket: Socket, { address }: Proxy): Promise<boolean> {
  const { username, password } = new URL(address);
  const [user, word] = [username, password].map((text) => Buffer.from(decodeURIComponent(text)));
  if (user === undefined || word === undefined || Math.max(user.length, word.length) > LONGEST) return false;
  socket.write(Buffer.concat([Buffer.from([PASSWORD_VERSION]), measured(user), measured(word)]));
  const [, status] = await take(socket, 2);
  return status === SUCCEEDED;
}

function addressOf(hostname: string): Buffer {
  const host = hostname.replace(/^\[|\]$/g, '');
  switch (isIP(host)) {
    case 4:
      return Buffer.from([KIND.ipv4, ...host.split('.').map(Number)]);
    case 6:
      return Buffer.concat([Buffer.from([KIND.ipv6]), bytesOf(host)]);
    default:
      return Buffer.concat([Buffer.from([KIND.name]), measured(Buffer.from(host).subarray(0, LONGEST))]);
  }
}

/** Of an IPv6 address as a URL has it: in groups of hex digits, of which `::` leaves out those of zeros. */
function bytesOf(host: string): Buffer {
  const [before = [], after = []] = host.split('::').map((side) => side.split(':').filter(Boolean));
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return Buffer.from([...before, ...zeros, ...after].map((group) => group.padStart(4, '0')).join(''), 'hex');
}

function measured(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}

function requireVersion(version: number | undefined): void {
  if (version !== VERSION) throw new Error(`not SOCKS5: it answered ${version}`);
}

/** Ends the connection when the proxy takes longer than so many ms. */
async function within(ms: number, socket: Socket, work: () => Promise<void>): Promise<void> {
  const timer = setTimeout(() => socket.destroy(new errors.HeadersTimeoutError()), ms);
  try {
    await work();
  } finally {
    clearTimeout(timer);
  }
}

/** The next bytes, so many; what follows them stays where it is. */
function take(socket: Socket, count: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const settled = () => socket.off('readable', look).off('error', fail).off('close', close);
    const look = () => {
      const bytes: unknown = socket.read(count);
      if (!(bytes instanceof Buffer) || bytes.length < count) return;
      settled();
      resolve(bytes);
    };
    const fail = (error: Error) => {
      settled();
      reject(error);
    };
    const close = () => fail(new Error('closed'));
    socket.on('readable', look).on('error', fail).on('close', close);
    look();
  });
}
