import { buildConnector, type Dispatcher, errors, ProxyAgent } from 'undici';
import { type Connect, endingPool } from './endingPool';
import { lookup } from './loopback';
import { passProvisional } from './passProvisional';
import type { Proxy } from './proxyAddress';
import { ProxyFault } from './proxyFault';
import { throughSocks } from './socks';
import { CONNECT_TIMEOUT, TUNNEL_TIMEOUT } from './timeouts';
import type { TrustFor } from './trust';

/**
 * The connections to one origin through a proxy. For https they are tunnels; for http each request goes to the proxy,
 * in absolute form: many proxies allow tunnels to port 443 only.
 */
export function throughProxy(origin: string, proxy: Proxy, trustFor: TrustFor): Dispatcher {
  const { protocol, origin: proxyOrigin } = new URL(proxy.address);
  if (protocol.startsWith('socks')) return throughSocks(origin, proxy, trustFor);
  const toProxy = (connect: Connect) => endingPool(proxyOrigin, connect, { headersTimeout: TUNNEL_TIMEOUT });
  if (origin.startsWith('http:'))
    return toProxy(passProvisional(connector(trustFor(protocol)))).compose(
      blaming(proxy, isOfConnection),
      forwarding(origin, proxy),
    );
  return new ProxyAgent({
    uri: proxy.address,
    ...(proxy.authorization !== undefined && { token: proxy.authorization }),
    requestTls: trustFor(new URL(origin).protocol),
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
