import { t } from '@vscode/l10n';
import type { ProxyName } from './proxyAddress';

/** Something went wrong at a proxy, or it answered with a status instead of a way through. */
export class ProxyFault extends Error {
  readonly status: number | undefined;

  constructor(
    readonly proxy: ProxyName,
    { status, cause }: { readonly status?: number; readonly cause?: unknown },
  ) {
    super(
      status === undefined ? t('Proxy {0}', proxy.name) : t('Proxy {0} answered {1}', proxy.name, status),
      { cause },
    );
    this.name = 'ProxyFault';
    this.status = status;
  }
}

/** A SOCKS proxy is there, but does not connect to the server. */
export class SocksRefusal extends Error {
  /** @param reply its code (RFC 1928, section 6) */
  constructor(readonly reply: number) {
    super(`SOCKS reply ${reply}`);
    this.name = 'SocksRefusal';
  }

  /** Whether it is a rule of the proxy's, and not that the server cannot be reached now. */
  get isFinal(): boolean {
    return this.reply === 2;
  }
}
