import { t } from '@vscode/l10n';
import { UserError } from '../../userError';

/** What is told of a proxy: nothing of it is secret. */
export interface ProxyName {
  /** Like `http:`. */
  readonly protocol: string;
  /** `host:port` */
  readonly name: string;
  /** Where the user has it written, for sentences: “the variable HTTPS_PROXY”. */
  readonly source: string;
  readonly hasUser: boolean;
}

export interface Proxy {
  readonly shown: ProxyName;
  /** With user name and password, where it has them: for connecting only. */
  readonly address: string;
  /** Of its `Proxy-Authorization` header. */
  readonly authorization: string | undefined;
}

/** By the scheme of what is reached through them. */
export interface Proxies {
  readonly http: Proxy | undefined;
  readonly https: Proxy | undefined;
}

/** Those that undici has agents for. */
const DEFAULT_PORTS: Readonly<Record<string, string>> = {
  'http:': '80',
  'https:': '443',
  'socks5:': '1080',
  'socks:': '1080',
};

/**
 * The proxies of `http_proxy` and `https_proxy`, in small letters or capitals. One for http alone serves https, too.
 *
 * @throws UserError for what is no address of a proxy
 */
export function proxiesOfEnvironment(): Proxies {
  const http = proxyOf('http_proxy');
  return { http, https: settingOf('https_proxy') === undefined ? http : proxyOf('https_proxy') };
}

/**
 * The proxy as it is meant: an address without a scheme is taken for http, as curl does.
 *
 * @param source for the sentence: the text itself may hold a password
 * @throws UserError when it is no address of a proxy
 */
export function parseProxy(text: string, source: string): Proxy {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (isMisread(text, address)) throw invalid(source);
  try {
    const { protocol, username, password, hostname, port } = new URL(address);
    const defaultPort = DEFAULT_PORTS[protocol];
    const user = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    const hasUser = user !== ':';
    if (defaultPort !== undefined && hostname !== '' && port !== '0') {
      return {
        shown: { protocol, name: `${hostname}:${port || defaultPort}`, source, hasUser },
        address,
        authorization: hasUser ? `Basic ${Buffer.from(user).toString('base64')}` : undefined,
      };
    }
  } catch {
    // Told below, as any other.
  }
  throw invalid(source);
}

/**
 * Whether a URL would be made of it that means something else: with what follows an unescaped `/`, `?` or `#` in a
 * password left out, with `\\` taken for `/`, spaces dropped, or a scheme that lacks a slash taken for a host.
 */
function isMisread(text: string, address: string): boolean {
  const rest = address.slice(address.indexOf('://') + 3).replace(/\/$/, '');
  return /[\\/?#\s]/.test(rest) || /^(?:https?|socks\w*):(?!\/\/)/i.test(text);
}

function invalid(source: string): UserError {
  return new UserError(t('The proxy address in {0} is not valid.', source), {
    advice: t(
      'Use an address such as http://proxy.example:3128; https:// and socks5:// also work. In a user name or password, write \\ as %5C, / as %2F, ? as %3F, # as %23 and % as %25.',
    ),
  });
}

/** None for a variable that is set to nothing. */
function proxyOf(name: string): Proxy | undefined {
  const setting = settingOf(name);
  if (setting === undefined || setting.text === '') return undefined;
  return parseProxy(setting.text, t('the variable {0}', setting.spelling));
}

/** In small letters it counts more, as with curl. */
function settingOf(name: string): { readonly spelling: string; readonly text: string } | undefined {
  for (const spelling of [name, name.toUpperCase()]) {
    const text = process.env[spelling];
    if (text !== undefined) return { spelling, text: text.trim() };
  }
  return undefined;
}
