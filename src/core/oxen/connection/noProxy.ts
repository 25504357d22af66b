import { BlockList, isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { isAddressIn, isLoopbackHost } from './loopback';

type Rule = (url: URL) => boolean;

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/**
 * Which addresses are reached without a proxy: this machine, and what the entries name. An entry is `*`, a domain with
 * all below it (`example.com`, `.example.com`, `*.example.com`), an IP address or a network of them (`10.0.0.0/8`);
 * domains and addresses may have a port. Several may stand in one, with commas or spaces between them.
 */
export function directRule(entries: readonly string[]): Rule {
  const rules = entries
    .flatMap((entry) => entry.split(/[,\s]+/))
    .filter((entry) => entry !== '')
    .map(ruleOf);
  return (url) => isLoopbackHost(url.hostname) || rules.some((isDirect) => isDirect(url));
}

function ruleOf(entry: string): Rule {
  if (entry === '*') return () => true;
  const network = networkOf(entry);
  if (network !== undefined) return ({ hostname }) => isAddressIn(network, hostname);
  if (entry.includes('/')) return () => false;

  const [, host = '', port] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
  const list = networkOf(host.replace(/^\[|\]$/g, ''));
  const domain = bareDomain(host.replace(/^\*?\./, ''));
  return (url) => {
    if (port !== undefined && port !== (url.port || DEFAULT_PORTS[url.protocol])) return false;
    if (list !== undefined) return isAddressIn(list, url.hostname);
    return `.${bareDomain(url.hostname)}`.endsWith(`.${domain}`);
  };
}

/** The addresses of `10.0.0.0/8`, or the one of `10.0.0.1`; `undefined` for anything else. */
function networkOf(text: string): BlockList | undefined {
  const [address = '', bits, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return undefined;
  const longest = version === 6 ? 128 : 32;
  const prefix = bits === undefined ? longest : Number(bits);
  if (!/^\d+$/.test(bits ?? '0') || prefix > longest) return undefined;
  const list = new BlockList();
  list.addSubnet(address, prefix, version === 6 ? 'ipv6' : 'ipv4');
  return list;
}

/** As a URL has it, without the dot that may end it. */
function bareDomain(name: string): string {
  return (domainToASCII(name) || name.toLowerCase()).replace(/\.$/, '');
}
