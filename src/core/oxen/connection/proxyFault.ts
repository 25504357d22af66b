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
