import assert from 'node:assert/strict';
import * as v from 'valibot';
import { KIND, ReceiptHead, VERSION } from '../../src/core/upload/receipt/form';
import { orderIn } from '../../src/vscode/uploads/earlierOrder';

describe('an upload that is ordered again from its receipt', () => {
  const head = {
    kind: KIND,
    version: VERSION,
    id: 'a-run',
    result: 'committed',
    target: { server: 'https://oxen.example', repository: 'ada/cats', branch: 'main', directory: 'photos' },
    commit: null,
    base: null,
    startedAt: '2026-01-01T00:00:00.000Z',
    endedAt: '2026-01-01T00:00:01.000Z',
    engine: 'stage-files',
    serverVersion: '0.65.2',
    bytes: { accepted: 0, committed: null },
    counts: {},
    error: null,
    selection: ['/home/ada/cats'],
    names: ['cats'],
  };

  it('takes the same along, also what had been ticked against a rule', () => {
    const anyway = ['/home/ada/cats/node_modules'];

    const order = orderIn(v.parse(ReceiptHead, { ...head, anyway }));

    assert.deepEqual([order.selection, order.names, order.anyway], [head.selection, head.names, anyway]);
    assert.equal(orderIn(v.parse(ReceiptHead, head)).anyway, undefined);
  });
});
