import { UserError } from '../userError';

/** Those that undici has agents for. */
const SCHEMES = ['http:', 'https:', 'socks5:', 'socks:'];

export interface ProxyAddresses {
  /** '' for none, whatever the environment says. */
  readonly httpProxy?: string;
  readonly httpsProxy?: string;
}

/**
 * The proxies of `http_proxy` and `https_proxy`, in small letters or capitals; what is not set is left out.
 *
 * @throws UserError for what is no address of a proxy
 */
export function proxiesOfEnvironment(): ProxyAddresses {
  const [httpProxy, httpsProxy] = [variable('http_proxy'), variable('https_proxy')];
  return {
    ...(httpProxy !== undefined && { httpProxy }),
    ...(httpsProxy !== undefined && { httpsProxy }),
  };
}

/**
 * The address as it is meant: without a scheme it is taken for http, as curl does.
 *
 * @param where the user has it written, for the sentence: the text itself may hold a password
 * @throws UserError when it is no address of a proxy
 */
export function proxyAddress(text: string, where: string): string {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (isUsable(address)) return address;
  throw new UserError(`What ${where} names is no address of a proxy that can be used.`, {
    advice: 'Make it one such as http://proxy.example:3128; with https:// and socks5:// it works, too.',
  });
}

function variable(name: string): string | undefined {
  const set = [name, name.toUpperCase()].find((spelling) => process.env[spelling] !== undefined);
  const text = set === undefined ? undefined : process.env[set]?.trim();
  return text === undefined || text === '' ? text : proxyAddress(text, `the variable ${set}`);
}

function isUsable(address: string): boolean {
  try {
    const { protocol, username, password } = new URL(address);
    decodeURIComponent(username + password); // as undici will
    return SCHEMES.includes(protocol);
  } catch {
    return false;
  }
}
