import { t } from '@vscode/l10n';
import type { ProxyName } from './proxyAddress';

/** Something went wrong at a proxy, or it answered with a status instead of a way through. */
export class ProxyFault extends Error {
  readonly status: number | undefined;

  constructor(
    readonly proxy: ProxyName,
    { status, cause }: { readonly status?: number; readonly cause?: unknown },
  ) {
    super(t('Proxy {0}{1}', proxy.name, status === undefined ? '' : t(' answered {0}', status)), { cause });
    this.name = 'ProxyFault';
    this.status = status;
  }
}
