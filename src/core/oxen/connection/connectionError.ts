import { errors } from 'undici';
import { NetworkError, type OxenError, TimeoutError, UnreachableError } from '../errors';
import { ProxyFault } from './proxyFault';
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
    return new TimeoutError(`${origin} has been silent for ${Math.round(idleTimeoutMs / 1000)} s.`, {
      advice: 'Check the connection and try again.',
      cause: error,
    });
  }
  const plainHttp = `If you trust the network, use http://${hostname}:${port || '443'} instead.`;
  return networkError(error, {
    ...{ name: host, address: origin, check: 'the address' },
    ...{ plainHttp, administrator: 'its administrator' },
  });
}

function proxyError(fault: ProxyFault, host: string): OxenError {
  const { name, source, hasUser } = fault.proxy;
  const proxy = `the proxy ${name}`;
  const check = `the proxy in ${source}`;
  const options = { advice: `Check ${check}.`, cause: fault };
  if (fault.status === 407) {
    return hasUser
      ? new UnreachableError(`The proxy ${name} did not accept the user name and password.`, options)
      : new UnreachableError(`The proxy ${name} asks for a user name and password.`, {
          advice: `Add them to ${source}: http://USER:PASSWORD@${name}.`,
          cause: fault,
        });
  }
  if (fault.status !== undefined) {
    const message = `The proxy ${name} does not let us through to ${host}: it answered ${fault.status}.`;
    const isPassing = fault.status >= 500 || fault.status === 408 || fault.status === 429;
    const advice = `Check the address; if it is right, ask the proxy’s administrator. The proxy is from ${source}.`;
    return new (isPassing ? NetworkError : UnreachableError)(message, { advice, cause: fault });
  }
  if (fault.cause instanceof errors.HeadersTimeoutError) {
    return new TimeoutError(`The proxy ${name} has not answered.`, options);
  }
  return networkError(fault.cause, {
    ...{ name: proxy, address: proxy, check },
    ...{
      plainHttp: `Use http:// instead of https:// in ${source}.`,
      administrator: 'the proxy’s administrator',
    },
  });
}

function networkError(cause: unknown, peer: Peer): OxenError {
  const { name, address, check } = peer;
  const code = codeOf(cause);
  const withCode = code === '' ? '' : ` (${code})`;
  if (code === 'ECONNREFUSED')
    return new NetworkError(`Nothing answers at ${address}.`, {
      advice: `Check ${check}, and that it is running.`,
      cause,
    });
  if (cause instanceof errors.ConnectTimeoutError) {
    return new TimeoutError(`Nothing answers at ${address}.`, {
      advice: `Check ${check}, and that it is running.`,
      cause,
    });
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return new NetworkError(`Can't find ${name}.`, { advice: `Check ${check} and your connection.`, cause });
  }
  if (/^E(HOST|NET)(UNREACH|DOWN)$/.test(code)) {
    return new NetworkError(`Can't reach ${name}${withCode}.`, { advice: 'Check your connection.', cause });
  }
  if (cause instanceof errors.HTTPParserError) {
    return new NetworkError(`What answers at ${address} does not speak http${withCode}.`, {
      advice: `Check ${check}. It may need https://.`,
      cause,
    });
  }
  return (
    tlsError(code, cause, peer) ??
    new NetworkError(`The connection to ${address} broke${withCode}.`, {
      advice: 'Check the connection and try again.',
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
