import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type ReceiptFile } from '../../src/core/upload/receipt/form';
import { writeReceipt } from '../../src/core/upload/receipt/receiptFile';
import { inTurns } from '../../src/core/shareThread';
import { receiptHead } from '../support/receiptHead';
import { makeServices, type TestServices } from './support/services';

describe('the Uploads view, of very many files', () => {
  let services: TestServices;
  beforeEach(() => (services = makeServices()));
  afterEach(() => services.dispose());

  it('expands 100 000 files in pages, at once', async () => {
    mkdirSync(join(services.storage, 'receipts'), { recursive: true });
    await writeReceipt(join(services.storage, 'receipts', 'many.json'), {
      head: receiptHead({ id: 'many' }),
      files: () => inTurns(manyFiles(100_000)),
    });
    const [node] = await services.history.getChildren();
    assert.ok(node);
    const begun = process.cpuUsage();
    const children = await services.history.getChildren(node);
    const items = children.map((child) => services.history.getTreeItem(child));
    const { user, system } = process.cpuUsage(begun);

    assert.ok((user + system) / 1000 < 200, `${(user + system) / 1000} ms`);
    assert.equal(items.length, 1001);
    assert.equal(items[1000]?.description, '1,000 of 100,000 shown');
    const more = children.at(-1);
    assert.ok(more?.kind === 'more files');
    await services.history.loadMore(more);
    assert.equal((await services.history.getChildren(node)).length, 2001);
    const later = (await services.history.getChildren(node))[1500];
    assert.ok(later);
    assert.equal(services.history.getTreeItem(later).label, '1500.txt');
  });
});

function* manyFiles(count: number): Generator<ReceiptFile> {
  for (let index = 0; index < count; index++)
    yield { path: `${index}.txt`, source: `/data/${index}.txt`, hash: 'f00', size: 1, outcome: 'uploaded' };
}
