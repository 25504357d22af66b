import { t } from '@vscode/l10n';
import { readFileSync } from 'node:fs';
import * as tls from 'node:tls';
import { Agent, buildConnector, type Dispatcher } from 'undici';
import { endingPool } from './endingPool';
import { lookup } from './loopback';
import { directRule } from './noProxy';
import { passProvisional } from './passProvisional';
import { parseProxy, type Proxies, proxiesOfEnvironment } from './proxyAddress';
import { throughProxy } from './throughProxy';
import { CONNECT_TIMEOUT } from './timeouts';
import type { TrustFor } from './trust';

/** What stands between us and a server. Everything else comes from `HTTPS_PROXY`, `NO_PROXY`, `NODE_EXTRA_CA_CERTS`. */
export interface NetworkSettings {
  /** Address of a proxy for http and https, as in VS Code's `http.proxy`. */
  readonly proxy?: string | undefined;
  /** Hosts that are reached directly, as in VS Code's `http.noProxy`; with none named, those of `NO_PROXY` are. */
  readonly noProxy?: readonly string[] | undefined;
  /** Whether certificates are checked, as in VS Code's `http.proxyStrictSSL`. */
  readonly strictSsl?: boolean | undefined;
}

/**
 * A pool of connections through the user's proxy, trusting the user's certificates.
 *
 * VS Code's own patches of proxy and certificates do not reach a bundled undici, so it is told here.
 *
 * @throws UserError when what is set as proxy is no address
 */
export function createDispatcher(settings: NetworkSettings = {}): Dispatcher {
  const rejectUnauthorized = settings.strictSsl ?? true;
  let secureContext: tls.SecureContext | undefined;
  const trustFor: TrustFor = (protocol) => {
    if (protocol !== 'https:') return {};
    // Made once, and only where TLS is spoken: to parse all certificates takes 25 to 150 ms.
    secureContext ??= tls.createSecureContext({ ca: certificates() });
    return { secureContext, rejectUnauthorized };
  };
  const proxies = settings.proxy === undefined ? proxiesOfEnvironment() : proxyForAll(settings.proxy);
  const isDirect = directRule(directHosts(settings));
  return new Agent({
    factory: (address) => {
      const url = new URL(address);
      const proxy = url.protocol === 'https:' ? proxies.https : proxies.http;
      if (proxy !== undefined && !isDirect(url)) return throughProxy(url.origin, proxy, trustFor);
      const connect = buildConnector({ ...trustFor(url.protocol), lookup, timeout: CONNECT_TIMEOUT });
      return endingPool(url.origin, passProvisional(connect));
    },
  });
}

declare module 'node:tls' {
  /** Came with Node 22.15. */
  const getCACertificates: ((type: 'system') => string[]) | undefined;
}

function proxyForAll(text: string): Proxies {
  const proxy = parseProxy(text, t('the setting http.proxy'));
  return { http: proxy, https: proxy };
}

function directHosts({ noProxy = [] }: NetworkSettings): readonly string[] {
  return noProxy.length > 0 ? noProxy : [process.env['no_proxy'] ?? process.env['NO_PROXY'] ?? ''];
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
