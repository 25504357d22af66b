import { lookup as systemLookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

const ADDRESSES = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
] as const;

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/**
 * Whether what is sent to this host stays on this machine. The only answer to that: a key may travel there in the
 * clear, and no proxy leads there.
 *
 * @param hostname as the URL standard writes it: `127.1` is `127.0.0.1` there
 */
export function isLoopbackHost(hostname: string): boolean {
  return isAddressIn(LOOPBACK, hostname) || isLocalhost(hostname);
}

/** Whether it is an IP address, with or without brackets, that the list has. */
export function isAddressIn(list: BlockList, hostname: string): boolean {
  const address = hostname.replace(/^\[|\]$/g, '');
  const version = isIP(address);
  return version !== 0 && list.check(address, version === 6 ? 'ipv6' : 'ipv4');
}

/**
 * `localhost` and the names below it are this machine, whatever a name server says (RFC 6761 §6.3), as in browsers;
 * many systems do not find the names below it at all.
 */
export const lookup: LookupFunction = (hostname, options, callback) => {
  if (!isLocalhost(hostname)) {
    systemLookup(hostname, options, callback);
    return;
  }
  const [first] = ADDRESSES;
  process.nextTick(() => {
    if (options.all === true) callback(null, [...ADDRESSES]);
    else callback(null, first.address, first.family);
  });
};

function isLocalhost(hostname: string): boolean {
  return /^(?:.+\.)?localhost\.?$/i.test(hostname);
}
