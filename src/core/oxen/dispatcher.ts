import { readFileSync } from 'node:fs';
import * as tls from 'node:tls';
import { type Dispatcher, EnvHttpProxyAgent } from 'undici';
import { proxiesOfEnvironment, type ProxyAddresses, proxyAddress } from './proxyAddress';

/** What stands between us and a server. Everything else comes from `HTTPS_PROXY`, `NO_PROXY`, `NODE_EXTRA_CA_CERTS`. */
export interface NetworkSettings {
  /** Address of a proxy for http and https, as in VS Code's `http.proxy`. */
  readonly proxy?: string | undefined;
  /** Hosts that are reached directly, as in VS Code's `http.noProxy`; with none named, those of `NO_PROXY` are. */
  readonly noProxy?: readonly string[] | undefined;
  /** Whether certificates are checked, as in VS Code's `http.proxyStrictSSL`. */
  readonly strictSsl?: boolean | undefined;
}

/** How long a connection may take to stand, in ms. */
const CONNECT_TIMEOUT = 10_000;

/**
 * A pool of connections through the user's proxy, trusting the user's certificates.
 *
 * VS Code's own patches of proxy and certificates do not reach a bundled undici, so it is told here (design.md §5).
 *
 * @throws UserError when what is set as proxy is no address
 */
export function createDispatcher(settings: NetworkSettings = {}): Dispatcher {
  const trust = {
    // Made once: given the certificates, each connection would parse them all anew, for 25 ms.
    secureContext: tls.createSecureContext({ ca: certificates() }),
    rejectUnauthorized: settings.strictSsl ?? true,
  };
  return new EnvHttpProxyAgent({
    ...(settings.proxy === undefined ? proxiesOfEnvironment() : proxyForAll(settings.proxy)),
    noProxy: directHosts(settings),
    connect: { ...trust, timeout: CONNECT_TIMEOUT },
    requestTls: trust,
    proxyTls: trust,
  });
}

declare module 'node:tls' {
  /** Came with Node 22.15. */
  const getCACertificates: ((type: 'system') => string[]) | undefined;
}

function proxyForAll(text: string): ProxyAddresses {
  const address = proxyAddress(text, 'the setting http.proxy');
  return { httpProxy: address, httpsProxy: address };
}

/** No proxy leads back to this machine. */
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

function directHosts({ noProxy = [] }: NetworkSettings): string {
  const named = noProxy.length > 0 ? noProxy : noProxyOfEnvironment();
  return named.includes('*') ? '*' : [...named, ...LOOPBACK].join(','); // undici knows the star alone only
}

function noProxyOfEnvironment(): string[] {
  const list = process.env['no_proxy'] ?? process.env['NO_PROXY'] ?? '';
  return list.split(/[,\s]+/).filter((host) => host !== '');
}

/** Node's own roots, the system's, and the extra file, which Node reads for its own connections only. */
function certificates(): string[] {
  const extra = process.env['NODE_EXTRA_CA_CERTS'];
  return [
    ...tls.rootCertificates,
    ...(tls.getCACertificates?.('system') ?? []),
    ...(extra === undefined || extra === '' ? [] : fileOrNothing(extra)),
  ];
}

/** A file that cannot be read is left out, as Node does; the handshake then says what is missing. */
function fileOrNothing(path: string): string[] {
  try {
    return [readFileSync(path, 'utf8')];
  } catch {
    return [];
  }
}
