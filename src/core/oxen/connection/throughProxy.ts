import type { ConnectionOptions } from 'node:tls';
import { buildConnector, type Dispatcher, errors, Pool, ProxyAgent } from 'undici';
import { lookup } from './loopback';
import { passProvisional } from './passProvisional';
import type { Proxy } from './proxyAddress';
import { ProxyFault } from './proxyFault';

/** What certificates are checked against on connections of a protocol, like `https:`. */
export type TrustFor = (protocol: string) => Pick<ConnectionOptions, 'secureContext' | 'rejectUnauthorized'>;

/** How long a connection may take to stand, in ms. */
export const CONNECT_TIMEOUT = 10_000;
/** How long a proxy may take to reach a server, in ms; they give up after a minute at the latest, as a rule. */
const TUNNEL_TIMEOUT = 60_000;

/**
 * The connections to one origin through a proxy. For https they are tunnels; for http each request goes to the proxy,
 * in absolute form: many proxies allow tunnels to port 443 only.
 */
export function throughProxy(origin: string, proxy: Proxy, trustFor: TrustFor): Dispatcher {
  const { protocol, origin: proxyOrigin } = new URL(proxy.address);
  const requestTls = trustFor(new URL(origin).protocol);
  if (protocol.startsWith('socks')) {
    // Given `proxyTls`, undici would speak TLS to the proxy itself.
    return new ProxyAgent({ uri: proxy.address, requestTls }).compose(blaming(proxy, isOfSocks));
  }
  const toProxy = (connect: buildConnector.connector) =>
    new Pool(proxyOrigin, { connect, headersTimeout: TUNNEL_TIMEOUT });
  if (origin.startsWith('http:'))
    return toProxy(passProvisional(connector(trustFor(protocol)))).compose(
      blaming(proxy, isOfConnection),
      forwarding(origin, proxy),
    );
  return new ProxyAgent({
    uri: proxy.address,
    ...(proxy.authorization !== undefined && { token: proxy.authorization }),
    requestTls,
    clientFactory: () => toProxy(connector(trustFor(protocol))).compose(blaming(proxy, () => true)),
  });
}

/** To the proxy itself, which goes by its own name whatever server is asked for. */
function connector(trust: ReturnType<TrustFor>): buildConnector.connector {
  const connect = buildConnector({ ...trust, lookup, timeout: CONNECT_TIMEOUT });
  return (options, callback) => connect({ ...options, servername: '' }, callback);
}

function forwarding(origin: string, proxy: Proxy): Dispatcher.DispatcherComposeInterceptor {
  const { host } = new URL(origin);
  const { origin: proxyOrigin } = new URL(proxy.address);
  const { authorization } = proxy;
  return (dispatch) => (options, handler) =>
    dispatch(
      {
        ...options,
        origin: proxyOrigin,
        path: origin + options.path,
        headers: {
          ...Object.fromEntries(Object.entries(options.headers ?? {})), // undici would take lists, too
          host,
          ...(authorization !== undefined && { 'proxy-authorization': authorization }),
        },
      },
      handler,
    );
}

/** Makes what goes wrong at the proxy an error of the proxy. */
function blaming(
  { shown }: Proxy,
  isItsFault: (error: Error) => boolean,
): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) =>
    dispatch(options, {
      onRequestStart: (controller, context) => handler.onRequestStart?.(controller, context),
      onResponseStart: (controller, status, ...rest) => {
        if (status === 407) controller.abort(new ProxyFault(shown, { status }));
        else handler.onResponseStart?.(controller, status, ...rest);
      },
      onRequestUpgrade: (controller, status, headers, socket) => {
        if (status === 200) {
          handler.onRequestUpgrade?.(controller, status, headers, socket);
          return;
        }
        socket.on('error', () => undefined).destroy();
        handler.onResponseError?.(controller, new ProxyFault(shown, { status }));
      },
      onResponseData: (controller, chunk) => handler.onResponseData?.(controller, chunk),
      onResponseEnd: (controller, trailers) => handler.onResponseEnd?.(controller, trailers),
      onResponseError: (controller, cause) =>
        handler.onResponseError?.(
          controller,
          !(cause instanceof ProxyFault) && isItsFault(cause) ? new ProxyFault(shown, { cause }) : cause,
        ),
    });
}

/** Silence is the server's: the proxy has taken the request. */
function isOfConnection(error: Error): boolean {
  return !(error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError);
}

/** No name is looked up here and no connection made but the proxy's own. */
function isOfSocks(error: Error): boolean {
  const isOfSystem = 'syscall' in error && ['connect', 'getaddrinfo'].includes(String(error.syscall));
  return (
    isOfSystem || error instanceof errors.ConnectTimeoutError || error instanceof errors.Socks5ProxyError
  );
}
