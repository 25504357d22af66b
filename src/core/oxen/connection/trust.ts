import type { ConnectionOptions } from 'node:tls';

/** What certificates are checked against on connections of a protocol, like `https:`. */
export type TrustFor = (protocol: string) => Pick<ConnectionOptions, 'secureContext' | 'rejectUnauthorized'>;
