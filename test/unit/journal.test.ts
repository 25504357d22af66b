import assert from 'node:assert/strict';
import { appendFile, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { JournalFile, readRecords } from '../../src/core/upload/journal/journalFile';
import { Journals } from '../../src/core/upload/journal/journals';
import type { JournalRecord } from '../../src/core/upload/journal/records';
import { onFullDisk } from './fullDisk';
import { useTempFolder } from './tempFolder';
import { BEGIN, ORDER } from './exampleOrder';

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

  it('is resumed after a torn record, which is dropped', async () => {
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

  it('is found and resumed whatever separates lines elsewhere', async () => {
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
      ['begin', 'approved', 'workspace'],
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

    await writeFile(file, text.replace('"form":4', '"form":5'));

    assert.deepEqual(await journals.unfinished(), []);
    assert.equal(await journals.open(journal.begin.id), undefined);
    assert.equal(await readFile(file, 'utf8'), text.replace('"form":4', '"form":5'));
  });
});

async function recordsIn(file: string): Promise<{ records: JournalRecord[]; bytes: number }> {
  const found: JournalRecord[] = [];
  const bytes = await readRecords(file, (record) => found.push(record));
  return { records: found, bytes };
}
