import assert from 'node:assert/strict';
import { appendFile, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { contentHash } from '../../src/core/contentHash';
import { isRefusal, repoPath, type RepoPath } from '../../src/core/repoPath';
import { parseBranch } from '../../src/core/oxen/branchName';
import { Checkpoint } from '../../src/core/upload/journal/checkpoint';
import { JournalFile, readRecords } from '../../src/core/upload/journal/journalFile';
import { Journals } from '../../src/core/upload/journal/journals';
import type { JournalRecord, SavedOrder } from '../../src/core/upload/journal/records';
import { onFullDisk } from './fullDisk';
import { useTempFolder } from './tempFolder';

const ORDER: SavedOrder = {
  origin: 'https://oxen.example',
  repository: 'ox/cats',
  branch: 'main',
  directory: '',
  selection: ['/data/b', '/data/a'],
};
const BEGIN = { order: ORDER, text: { message: 'm', author: 'Ada', email: 'ada@example.org' }, files: 2 };

/** As `JSON.parse` makes them. */
const PLAIN = { noNullPrototype: true };

const records: fc.Arbitrary<JournalRecord[]> = fc.array(
  fc.oneof(
    fc.record({ type: fc.constant('workspace' as const), id: fc.uuid() }, PLAIN),
    fc.record(
      {
        type: fc.constant('staged' as const),
        files: fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.constantFrom('1a', '2b'))),
      },
      PLAIN,
    ),
    fc.record(
      {
        type: fc.constant('chunk' as const),
        hash: fc.constantFrom('1a', '2b'),
        upload: fc.string({ unit: 'grapheme' }),
        number: fc.nat(),
      },
      PLAIN,
    ),
  ),
  { maxLength: 8 },
);

describe('a journal', () => {
  const folder = useTempFolder();

  it('cut off anywhere, as by a crash, keeps every record before the cut', async () => {
    await fc.assert(
      fc.asyncProperty(records, fc.double({ min: 0, max: 1, noNaN: true }), async (all, share) => {
        const lines = all.map((record) => Buffer.from(`${JSON.stringify(record)}\n`));
        const whole = Buffer.concat(lines);
        const cut = Math.floor(whole.length * share);
        let complete = 0;
        let bytes = 0;
        for (const { length } of lines) {
          if (bytes + length > cut) break;
          bytes += length;
          complete++;
        }
        await writeFile(folder('journal.jsonl'), whole.subarray(0, cut));
        assert.deepEqual(await recordsIn(folder('journal.jsonl')), {
          records: all.slice(0, complete),
          bytes,
        });
      }),
    );
  });

  it('is gone on with after a torn record, which is dropped', async () => {
    const path = folder('journal.jsonl');
    const first = await JournalFile.open(path, () => undefined);
    await first.append({ type: 'workspace', id: 'one' });
    await first.close();
    await appendFile(path, '{"type":"chunk","ha');

    const second = await JournalFile.open(path, () => undefined);
    await second.append({ type: 'workspace', id: 'two' });
    await second.close();

    assert.deepEqual((await recordsIn(path)).records, [
      { type: 'workspace', id: 'one' },
      { type: 'workspace', id: 'two' },
    ]);
  });

  it('keeps all of many records that come at once', async () => {
    const journal = await JournalFile.open(folder('journal.jsonl'), () => undefined);
    const numbers = Array.from({ length: 500 }, (_, number) => number);
    await Promise.all(
      numbers.map((number) => journal.append({ type: 'chunk', hash: '1a', upload: 'u', number })),
    );
    const { records: kept } = await recordsIn(folder('journal.jsonl'));

    assert.deepEqual(
      kept.map((record) => record.type === 'chunk' && record.number),
      numbers,
    );
    await journal.close();
  });

  it('is found and gone on with whatever separates lines elsewhere', async () => {
    const odd = 'a\u2028b\u2029c\u0085d\re\vf\0g\nh';
    const journals = new Journals(folder('runs'));
    const order = { ...ORDER, selection: [`/data/${odd}`] };
    const journal = await journals.begin({ ...BEGIN, order, text: { ...BEGIN.text, message: odd } });
    await journal.note({ type: 'workspace', id: 'w' });
    await journal.note({ type: 'staged', files: [[odd, '1a']] });
    await journal.note({ type: 'decided', skipped: [odd] });
    await journal.keep();

    const [found] = await journals.unfinished(order);
    assert.equal(found?.text.message, odd);
    const opened = await journals.open(found.id);
    assert.deepEqual([...(opened?.checkpoint.skipped ?? [])], [odd]);
    await opened?.remove();
  });

  it('is read line by line, however long they are', async () => {
    const files = Array.from({ length: 20_000 }, (_, index): [string, string] => [
      `folder/${index}.bin`,
      '1a',
    ]);
    const written: JournalRecord[] = [
      { type: 'workspace', id: 'w' },
      { type: 'staged', files },
      { type: 'chunk', hash: '1a', upload: 'u', number: 7 },
    ];
    const file = await JournalFile.open(folder('journal.jsonl'), () => undefined);
    for (const record of written) await file.append(record);
    await file.close();

    const { size } = await stat(folder('journal.jsonl'));
    assert.deepEqual(await recordsIn(folder('journal.jsonl')), { records: written, bytes: size });
  });

  it('on a disk that fills up stays as it was then, and tells so once', async () => {
    const journals = new Journals(folder('runs'));
    const journal = await journals.begin(BEGIN);
    await journal.note({ type: 'workspace', id: 'w' });
    let told = 0;
    journal.damaged.addEventListener('abort', () => told++);

    await onFullDisk(async () => {
      await journal.note({ type: 'decided', skipped: ['a'] });
      await journal.note({ type: 'staged', files: [['b', '1a']] });
    });
    await journal.note({ type: 'staged', files: [['c', '1a']] });

    assert.equal(told, 1);
    assert.ok(journal.isResumable, 'from there');
    assert.deepEqual([...journal.checkpoint.skipped], ['a'], 'this process knows it');
    await journal.keep();
    const { records: kept } = await recordsIn(folder('runs', journal.begin.id, 'journal.jsonl'));
    assert.deepEqual(
      kept.map(({ type }) => type),
      ['begin', 'workspace'],
    );
  });

  it('that does not know the workspace is not one to go on with', async () => {
    const journal = await new Journals(folder('runs')).begin(BEGIN);
    assert.ok(journal.isResumable);
    await onFullDisk(() => journal.note({ type: 'workspace', id: 'w' }));

    assert.ok(!journal.isResumable);
    assert.equal(journal.checkpoint.workspace, 'w');
    await journal.remove();
    assert.deepEqual(await readdir(folder('runs')), []);
  });

  it('that a newer extension wrote, or that is damaged, is not offered', async () => {
    const journals = new Journals(folder('runs'));
    const journal = await journals.begin(BEGIN);
    await journal.keep();
    const file = folder('runs', journal.begin.id, 'journal.jsonl');
    const text = await readFile(file, 'utf8');
    assert.equal((await journals.unfinished()).length, 1);

    await writeFile(file, text.replace('"form":3', '"form":4'));

    assert.deepEqual(await journals.unfinished(), []);
    assert.equal(await journals.open(journal.begin.id), undefined);
    assert.equal(await readFile(file, 'utf8'), text.replace('"form":3', '"form":4'));
  });
});

describe('a journal that an older extension wrote', () => {
  const folder = useTempFolder();

  for (const form of [1, 2]) {
    it(`in form ${form} is gone on with`, async () => {
      const journals = new Journals(folder('runs'));
      const journal = await journals.begin(BEGIN);
      await journal.note({ type: 'workspace', id: 'w' });
      await journal.keep();
      const file = folder('runs', journal.begin.id, 'journal.jsonl');
      await writeFile(file, (await readFile(file, 'utf8')).replace('"form":3', `"form":${form}`));

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

describe('what a run has achieved', () => {
  it('counts as staged only with the same content, and only in the newest workspace', () => {
    const checkpoint = new Checkpoint([
      { type: 'workspace', id: 'one' },
      { type: 'staged', files: [['a', '1a']] },
    ]);
    assert.ok(checkpoint.isStaged(path('a'), contentHash('1a')));
    assert.ok(!checkpoint.isStaged(path('a'), contentHash('2b')));

    checkpoint.note({ type: 'workspace', id: 'two' });

    assert.equal(checkpoint.workspace, 'two');
    assert.ok(!checkpoint.isStaged(path('a'), contentHash('1a')));
  });

  it('remembers what was decided about conflicts; each time the workspace is of no use any more', () => {
    const checkpoint = new Checkpoint([
      { type: 'workspace', id: 'one', base: 'c1' },
      { type: 'decided', skipped: ['a', 'b'] },
      { type: 'workspace', id: 'two', base: 'c2' },
    ]);
    assert.deepEqual(
      [checkpoint.base, checkpoint.branch, checkpoint.isWorkspaceOutdated],
      ['c2', undefined, false],
    );

    checkpoint.note({ type: 'decided', branch: parseBranch('ours') });
    checkpoint.note({ type: 'decided', skipped: ['c'] });

    assert.deepEqual([checkpoint.branch, [...checkpoint.skipped]], ['ours', ['a', 'b', 'c']]);
    assert.deepEqual([checkpoint.workspace, checkpoint.isWorkspaceOutdated], ['two', true], 'to be deleted');
  });

  it('knows the chunks of the newest upload of a blob, if it is of the wanted kind', () => {
    const checkpoint = new Checkpoint([
      { type: 'chunk', hash: '1a', upload: 'raw:old', number: 0 },
      { type: 'chunk', hash: '1a', upload: 'raw:new', number: 1 },
      { type: 'chunk', hash: '1a', upload: 'raw:new', number: 3 },
    ]);

    assert.equal(checkpoint.engineOf(contentHash('1a')), 'raw');
    assert.equal(checkpoint.engineOf(contentHash('2b')), undefined);
    assert.equal(checkpoint.claimReceivedChunks(contentHash('1a'), 'chunks:'), undefined);
    assert.deepEqual(checkpoint.claimReceivedChunks(contentHash('1a'), 'raw:'), {
      upload: 'raw:new',
      numbers: new Set([1, 3]),
    });
    assert.equal(
      checkpoint.claimReceivedChunks(contentHash('1a'), 'raw:'),
      undefined,
      'they are of use once',
    );
  });
});

async function recordsIn(file: string): Promise<{ records: JournalRecord[]; bytes: number }> {
  const found: JournalRecord[] = [];
  const bytes = await readRecords(file, (record) => found.push(record));
  return { records: found, bytes };
}

function path(text: string): RepoPath {
  const checked = repoPath(text);
  assert.ok(!isRefusal(checked));
  return checked;
}
