import assert from 'node:assert/strict';
import { orderIn } from '../../src/vscode/uploads/earlierOrder';
import { receiptHead } from '../support/receiptHead';

describe('an upload that is ordered again from its receipt', () => {
  it('takes the same along, also what had been ticked against a rule', () => {
    const anyway = ['/data/node_modules'];
    const head = receiptHead({ names: ['cats'], anyway });

    const { selection, names, ...order } = orderIn(head);

    assert.deepEqual([selection, names, order.anyway], [['/data'], ['cats'], anyway]);
    assert.equal(orderIn(receiptHead()).anyway, undefined);
  });
});
