import { KIND, type ReceiptHead, VERSION } from '../../src/core/upload/receipt/form';

/** The head of a receipt: one file was uploaded to `ox/cats`, on the branch `main` of a local server. */
export function receiptHead(rest: Partial<ReceiptHead> = {}): ReceiptHead {
  return {
    kind: KIND,
    version: VERSION,
    id: 'a-run',
    result: 'committed',
    target: { server: 'http://localhost:3000', repository: 'ox/cats', branch: 'main', directory: '' },
    commit: { id: '1a2b3c4', message: 'm' },
    base: null,
    startedAt: '2026-01-01T00:00:00.000Z',
    endedAt: '2026-01-01T00:00:01.000Z',
    engine: 'stage-files',
    serverVersion: '0.65.2',
    bytes: { accepted: 1, committed: 1 },
    counts: { uploaded: 1 },
    error: null,
    selection: ['/data'],
    names: undefined,
    ...rest,
  };
}
