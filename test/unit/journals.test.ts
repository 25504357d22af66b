import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { Journals } from '../../src/core/upload/journal/journals';
import type { SavedOrder } from '../../src/core/upload/journal/records';
import { useTempFolder } from './tempFolder';
import { BEGIN, ORDER } from './exampleOrder';

describe('a journal that an older extension wrote', () => {
  const folder = useTempFolder();

  for (const form of [1, 2, 3]) {
    it(`in form ${form} is resumed`, async () => {
      const journals = new Journals(folder('runs'));
      const journal = await journals.begin(BEGIN);
      await journal.note({ type: 'workspace', id: 'w' });
      await journal.keep();
      const file = folder('runs', journal.begin.id, 'journal.jsonl');
      await writeFile(file, (await readFile(file, 'utf8')).replace('"form":4', `"form":${form}`));

      assert.equal((await journals.unfinished(ORDER)).length, 1);
      const opened = await journals.open(journal.begin.id);
      assert.equal(opened?.checkpoint.workspace, 'w');
      await opened.remove();
    });
  }

  it('is of the same order as one that lands its files in the same places', async () => {
    const journals = new Journals(folder('runs'));
    const selection = ['/w/many/a.txt', '/w/set'];
    const older = { ...ORDER, selection, relativeTo: '/w' };
    await (await journals.begin({ ...BEGIN, order: older })).keep();
    const count = async (order: SavedOrder) => (await journals.unfinished(order)).length;

    assert.equal(await count({ ...ORDER, selection, names: ['many/a.txt', 'set'] }), 1);
    assert.equal(
      await count({ ...ORDER, selection: [...selection].reverse(), names: ['set', 'many/a.txt'] }),
      1,
    );
    assert.equal(await count({ ...ORDER, selection, names: ['a.txt', 'set'] }), 0);
    assert.equal(await count({ ...ORDER, selection }), 0);
  });
});

describe('unfinished runs', () => {
  const folder = useTempFolder();

  it('are found by what they were told to do, the newest first, whatever order the files were picked in', async () => {
    const journals = new Journals(folder('runs'));
    const first = await journals.begin(BEGIN);
    const other = await journals.begin({ ...BEGIN, order: { ...ORDER, branch: 'other' } });
    const second = await journals.begin(BEGIN);
    for (const journal of [first, other, second]) await journal.keep();

    const found = await journals.unfinished({ ...ORDER, selection: ['/data/a', '/data/b'] });

    assert.deepEqual(new Set(found.map(({ id }) => id)), new Set([first.begin.id, second.begin.id]));
    assert.ok(found.every((run, index) => run.at <= (found[index - 1]?.at ?? Infinity)));
    assert.ok(found.every(({ isTaken }) => !isTaken));
  });

  it('know how many bytes they had to send; older ones do not', async () => {
    const journals = new Journals(folder('runs'));
    await (await journals.begin({ ...BEGIN, bytes: 1234 })).keep();
    assert.equal((await journals.unfinished())[0]?.bytes, 1234);
    const older = new Journals(folder('older'));
    await (await older.begin(BEGIN)).keep();
    assert.deepEqual(
      (await older.unfinished()).map(({ files, bytes }) => [files, bytes]),
      [[2, undefined]],
    );
  });

  it('are others when other files are left out, where both say so', async () => {
    const journals = new Journals(folder('runs'));
    const symlinks = { ...ORDER, symlinks: 'follow' as const };
    const ignored = { ...ORDER, symlinks: 'skip' as const, useGitignore: true };
    for (const order of [ORDER, symlinks, ignored])
      await journals.begin({ ...BEGIN, order }).then((journal) => journal.keep());
    const found = async (order: SavedOrder) =>
      new Set((await journals.unfinished(order)).map((run) => JSON.stringify(run.order)));
    const texts = (...orders: readonly SavedOrder[]) => new Set(orders.map((order) => JSON.stringify(order)));

    assert.deepEqual(await found(ORDER), texts(ORDER, symlinks, ignored));
    assert.deepEqual(await found(symlinks), texts(ORDER, symlinks));
    assert.deepEqual(
      await found({ ...ORDER, symlinks: 'skip', useGitignore: false }),
      texts(ORDER),
      'an older journal says nothing of it',
    );
  });

  it('belong to one process: who comes second gets none, until the first has left', async () => {
    const journals = new Journals(folder('runs'));
    const mine = await journals.begin(BEGIN);

    assert.equal(await journals.open(mine.begin.id), undefined);
    assert.deepEqual(
      (await journals.unfinished()).map(({ isTaken }) => isTaken),
      [true],
    );

    await mine.note({ type: 'workspace', id: 'w' });
    await mine.keep();
    const theirs = await journals.open(mine.begin.id);

    assert.equal(theirs?.checkpoint.workspace, 'w');
    await theirs.remove();
    assert.deepEqual(await journals.unfinished(), []);
  });
});
