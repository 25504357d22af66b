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
    // The least of some: other threads of this process take their time, too.
    const takes: number[] = [];
    for (let i = 0; i < 3; i++) takes.push(await expand());
    assert.ok(Math.min(...takes) < 200, `${takes.join(', ')} ms`);

    const [node] = await services.history.getChildren();
    assert.ok(node);
    const children = await services.history.getChildren(node);
    const items = children.map((child) => services.history.getTreeItem(child));
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

  /** How long the newest upload takes to show what is in it, in ms of CPU. */
  async function expand(): Promise<number> {
    const [node] = await services.history.getChildren();
    assert.ok(node);
    const begun = process.cpuUsage();
    for (const child of await services.history.getChildren(node)) services.history.getTreeItem(child);
    const { user, system } = process.cpuUsage(begun);
    return (user + system) / 1000;
  }
});

function* manyFiles(count: number): Generator<ReceiptFile> {
  for (let index = 0; index < count; index++)
    yield { path: `${index}.txt`, source: `/data/${index}.txt`, hash: 'f00', size: 1, outcome: 'uploaded' };
}
