import { t } from '@vscode/l10n';
import { errors } from 'undici';
import { NetworkError, type OxenError, TimeoutError, UnreachableError } from '../errors';
import { ProxyFault, SocksRefusal } from './proxyFault';
import { type Peer, tlsError } from './tlsError';

/** What was asked for when the connection failed. */
interface Asked {
  readonly url: string;
  /** How long nothing may happen before the request has failed, in ms. */
  readonly idleTimeoutMs: number;
}

/** Why a request got no answer, in words: whose fault it is, and what can be done about it. */
export function connectionError(error: unknown, { url, idleTimeoutMs }: Asked): OxenError {
  const { origin, host, hostname, port } = new URL(url);
  if (error instanceof ProxyFault) return proxyError(error, host);
  if (error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError) {
    return new TimeoutError(t('{0} has not responded for {1} s.', origin, Math.round(idleTimeoutMs / 1000)), {
      advice: t('Check the connection and try again.'),
      cause: error,
    });
  }
  const plainHttp = t('If you trust the network, use http://{0}:{1} instead.', hostname, port || '443');
  return networkError(error, {
    ...{ name: host, address: origin, check: t('the address') },
    ...{ plainHttp, administrator: t('its administrator') },
  });
}

function proxyError(fault: ProxyFault, host: string): OxenError {
  const { protocol, name, source, hasUser } = fault.proxy;
  const proxy = t('the proxy {0}', name);
  const check = t('the proxy in {0}', source);
  const options = { advice: t('Check {0}.', check), cause: fault };
  if (fault.status === 407) {
    return hasUser
      ? new UnreachableError(t('The proxy {0} did not accept the user name and password.', name), options)
      : new UnreachableError(t('The proxy {0} asks for a user name and password.', name), {
          advice: t('Add them to {0}: {1}//USER:PASSWORD@{2}.', source, protocol, name),
          cause: fault,
        });
  }
  if (fault.status !== undefined) {
    const message = t(
      'The proxy {0} does not allow connections to {1}: it answered {2}.',
      name,
      host,
      fault.status,
    );
    const isPassing = fault.status >= 500 || fault.status === 408 || fault.status === 429;
    return new (isPassing ? NetworkError : UnreachableError)(message, {
      advice: refusedAdvice(source),
      cause: fault,
    });
  }
  if (fault.cause instanceof SocksRefusal) {
    const { reply, isFinal } = fault.cause;
    const message = t('The proxy {0} did not connect to {1} (SOCKS reply {2}).', name, host, reply);
    return new (isFinal ? UnreachableError : NetworkError)(message, {
      advice: refusedAdvice(source),
      cause: fault,
    });
  }
  if (fault.cause instanceof errors.HeadersTimeoutError) {
    return new TimeoutError(t('The proxy {0} did not respond.', name), options);
  }
  return networkError(fault.cause, {
    ...{ name: proxy, address: proxy, check },
    ...{
      plainHttp: t('Use http:// instead of https:// in {0}.', source),
      administrator: t('the proxy’s administrator'),
    },
  });
}

function refusedAdvice(source: string): string {
  return t(
    'Check the address; if it is right, ask the proxy’s administrator. The proxy is from {0}.',
    source,
  );
}

function networkError(cause: unknown, peer: Peer): OxenError {
  const { name, address, check } = peer;
  const code = codeOf(cause);
  const withCode = code === '' ? '' : ` (${code})`;
  if (code === 'ECONNREFUSED')
    return new NetworkError(t("Can't connect to {0}.", address), {
      advice: t('Check {0} and whether it is running.', check),
      cause,
    });
  if (cause instanceof errors.ConnectTimeoutError) {
    return new TimeoutError(t("Can't connect to {0}.", address), {
      advice: t('Check {0} and whether it is running.', check),
      cause,
    });
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return new NetworkError(t("Can't find {0}.", name), {
      advice: t('Check {0} and your connection.', check),
      cause,
    });
  }
  if (/^E(HOST|NET)(UNREACH|DOWN)$/.test(code)) {
    return new NetworkError(t("Can't reach {0}{1}.", name, withCode), {
      advice: t('Check your connection.'),
      cause,
    });
  }
  if (cause instanceof errors.HTTPParserError) {
    return new NetworkError(t('{0} does not speak HTTP{1}.', address, withCode), {
      advice: t('Check {0}. It may need https://.', check),
      cause,
    });
  }
  // Our own connections were ended: asking on them again cannot succeed.
  const LostError = cause instanceof errors.ClientDestroyedError ? UnreachableError : NetworkError;
  return (
    tlsError(code, cause, peer) ??
    new LostError(t('The connection to {0} was lost{1}.', address, withCode), {
      advice: t('Check the connection and try again.'),
      cause,
    })
  );
}

/** The system's or undici's code of an error, looked for below the errors that wrap it. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  if (!(error instanceof Error)) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return codeOf(error.cause);
}
