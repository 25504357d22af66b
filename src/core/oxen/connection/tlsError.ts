import { t } from '@vscode/l10n';
import { plainText } from '../../plainText';
import { NetworkError, type OxenError, UnreachableError } from '../errors';

/** Whom a connection was for: a server, or a proxy on the way to it. */
export interface Peer {
  /** `host:port`, or `the proxy host:port`. */
  readonly name: string;
  /** The same, or the origin of a server. */
  readonly address: string;
  /** What may be wrong when it cannot be found. */
  readonly check: string;
  /** What to do when it speaks http, not https. */
  readonly plainHttp: string;
  readonly administrator: string;
}

/** Codes of OpenSSL's verification that another certificate to trust would mend. */
const UNKNOWN_ISSUER = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_UNTRUSTED',
];
/** Node's code where it has none for what OpenSSL's verification found; then only the message says it. */
const UNNAMED = 'UNSPECIFIED';
/** The first bytes of the answer are none of TLS; `EPROTO` is what Node makes of some of them. */
const NO_TLS =
  /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|RECORD_LAYER_FAILURE|BAD_PROTOCOL_VERSION_NUMBER/i;
const OLD_TLS = /UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION|VERSION_TOO_LOW/;
/** The others that a certificate can be refused for: revoked, too weak a key, for another purpose, and so on. */
const CERTIFICATE =
  /CERT|CRL|SIGNATURE|ISSUER|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH|HOSTNAME_MISMATCH|_TOO_(SMALL|WEAK)/;

/** What TLS has against a connection; `undefined` when that is not what is wrong with it. */
export function tlsError(code: string, cause: unknown, peer: Peer): OxenError | undefined {
  const { name, administrator } = peer;
  const final = (message: string, advice: string) => new UnreachableError(message, { advice, cause });
  const ask = t('Ask {0}', administrator);
  if (isClosedEarly(cause)) {
    return new NetworkError(t('{0} closed the connection before it was encrypted.', capitalised(name)), {
      advice: t('It may not support HTTPS. {0}', peer.plainHttp),
      cause,
    });
  }
  if (isNoTls(code, cause))
    return final(t('{0} seems to use plain HTTP, not HTTPS.', capitalised(name)), peer.plainHttp);
  if (OLD_TLS.test(code)) {
    return final(
      t('{0} supports only outdated versions of TLS ({1}).', capitalised(name), code),
      t('{0} to update it.', ask),
    );
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const names = namesOf(cause);
    return final(
      t('The certificate of {0} is for a different name{1}.', name, names === undefined ? '' : `: ${names}`),
      t('Check the address. If it is right, ask {0} for a certificate with that name.', administrator),
    );
  }
  if (code === 'CERT_HAS_EXPIRED') {
    return final(
      t('The certificate of {0} has expired.', name),
      t('{0} to renew it, and check the clock of this computer.', ask),
    );
  }
  if (code === 'CERT_NOT_YET_VALID') {
    return final(
      t('The certificate of {0} is not valid yet.', name),
      t('Check the clock of this computer, or ask {0}.', administrator),
    );
  }
  if (code === 'CERT_REVOKED') {
    return final(
      t('The certificate of {0} has been revoked.', name),
      t('Do not connect to it. {0} for a new certificate.', ask),
    );
  }
  if (UNKNOWN_ISSUER.includes(code)) {
    return final(
      t('The certificate of {0} cannot be trusted: its issuer is unknown here ({1}).', name, code),
      t('If your organization has its own certificates, name their file in NODE_EXTRA_CA_CERTS and restart.'),
    );
  }
  if (/CERTIFICATE_REQUIRED/.test(code)) {
    return final(
      t('{0} requires a client certificate, which is not supported.', capitalised(name)),
      t('{0} for another way to connect.', ask),
    );
  }
  if (/^ERR_(SSL|TLS|OSSL)|^EPROTO$/.test(code)) {
    return final(
      t('A secure connection to {0} could not be established ({1}).', name, code),
      t('{0} about its requirements.', ask),
    );
  }
  if (code === UNNAMED)
    return final(
      t('The certificate of {0} is not valid: {1}.', name, plainText(messageBelow(cause))),
      `${ask}.`,
    );
  if (CERTIFICATE.test(code))
    return final(t('The certificate of {0} is not valid ({1}).', name, code), `${ask}.`);
  return undefined;
}

function isNoTls(code: string, cause: unknown): boolean {
  return NO_TLS.test(code) || (code === 'EPROTO' && NO_TLS.test(messageBelow(cause).replaceAll(' ', '_')));
}

/** The words are Node's: it has no code of its own for that. */
function isClosedEarly(cause: unknown): boolean {
  return messageBelow(cause).includes('disconnected before secure TLS connection');
}

function messageBelow(error: unknown): string {
  return error instanceof Error ? error.message : '';
}

/** What the certificate is for, as Node tells it: `DNS:other.example, IP Address:10.0.0.1`. */
function namesOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('cert' in error)) return undefined;
  const { cert } = error;
  if (typeof cert !== 'object' || cert === null || !('subjectaltname' in cert)) return undefined;
  const names = String(cert.subjectaltname);
  return plainText(names.replaceAll('DNS:', ''), 100);
}

function capitalised(name: string): string {
  return name.startsWith('the ') ? `T${name.slice(1)}` : name;
}
