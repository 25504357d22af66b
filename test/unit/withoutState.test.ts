import assert from 'node:assert/strict';
import { mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { Journals } from '../../src/core/upload/journal/journals';
import { JournalError } from '../../src/core/upload/journal/obstacle';
import { onFullDisk } from './fullDisk';
import { useTempFolder } from './tempFolder';

const BEGIN = {
  order: {
    origin: 'https://oxen.example',
    repository: 'ox/cats',
    branch: 'main',
    directory: '',
    selection: ['/data'],
  },
  text: { message: 'm', author: 'Ada', email: 'ada@example.org' },
  approved: [{ path: 'a', replaces: undefined }],
};

describe('where nothing can be written, an upload', () => {
  const folder = useTempFolder();
  const places: Readonly<Record<string, { make: () => Promise<string | undefined>; why: RegExp }>> = {
    'has a file in the place of the folder': {
      make: () => writeFile(folder('runs'), '').then(() => folder('runs')),
      why: /runs is not a folder\.$/,
    },
    'has a file in the place of a folder above': {
      make: () => writeFile(folder('state'), '').then(() => folder('state/runs')),
      why: /state\/runs is not a folder\.$/,
    },
    'has a link to nowhere there': {
      make: () => symlink(folder('nowhere'), folder('state')).then(() => folder('state/runs')),
      why: /state\/runs is not a folder\.$/,
    },
    'has a folder of the system there': {
      make: () => Promise.resolve('/proc/runs'),
      why: /\/proc\/runs is not writable/,
    },
    'has no home': { make: () => Promise.resolve(undefined), why: /there is no home folder/ },
  };
  for (const [what, { make, why }] of Object.entries(places)) {
    it(`${what}: says so in one sentence, and keeps in memory what it achieves`, async () => {
      const told: string[] = [];
      const journals = await new Journals(await make()).orInMemory((text) => told.push(text));

      const journal = await journals.begin(BEGIN);
      await journal.note({ type: 'workspace', id: 'w' });

      assert.equal(told.length, 1);
      assert.match(told[0] ?? '', /^This upload cannot be resumed if it is interrupted: /);
      assert.match(told[0] ?? '', why);
      assert.deepEqual([journal.checkpoint.workspace, journal.isResumable], ['w', false]);
      assert.equal(journal.damaged.aborted, false, 'it was told before');
      assert.deepEqual(await journals.unfinished(), []);
      assert.equal(await journals.open(journal.begin.id), undefined);
      await journal.keep();
    });
  }

  it('is told of a disk that is full only now', async () => {
    const journals = new Journals(folder('runs'));
    const told: string[] = [];
    assert.equal(await journals.orInMemory((text) => told.push(text)), journals);
    assert.deepEqual([told, await readdir(folder('runs'))], [[], []], 'the trial leaves nothing');

    const journal = await onFullDisk(async () => {
      await journals.orInMemory((text) => told.push(text));
      return journals.begin(BEGIN);
    });

    assert.deepEqual([journal.damaged.aborted, journal.isResumable], [true, false]);
    assert.match(told.join(), /: the disk with .*runs is full\.$/);
    assert.deepEqual(await readdir(folder('runs')), []);
  });

  it('cannot go on with what was interrupted, and says why', async () => {
    const journals = new Journals(folder('runs'));
    const journal = await journals.begin(BEGIN);
    await journal.keep();
    await onFullDisk(() =>
      assert.rejects(
        journals.open(journal.begin.id),
        (error) =>
          error instanceof JournalError && /cannot be resumed: the disk with .* is full/.test(error.message),
      ),
    );
    const [run] = await journals.unfinished();
    assert.equal(run?.isTaken, false, 'once there is room');
  });
});

describe('journals', () => {
  const folder = useTempFolder();

  it('are for their owner only, whatever the umask; those of the first edition too', async () => {
    const mask = process.umask(0o022);
    try {
      const journals = new Journals(folder('state/runs'));
      await mkdir(folder('state/runs'), { recursive: true });
      await writeFile(folder('state/runs/note'), '', { mode: 0o644 });
      process.umask(0);
      const first = await journals.orInMemory(() => assert.fail());
      const journal = await first.begin(BEGIN);
      await journal.note({ type: 'workspace', id: 'w' });

      const run = folder('state/runs', journal.begin.id);
      const names = await readdir(run);
      const files = await Promise.all(
        [...names.map((name) => `${run}/${name}`), folder('state/runs/note')].map(modeOf),
      );
      assert.deepEqual(new Set(files), new Set([0o600]));
      assert.deepEqual(await Promise.all([run, folder('state/runs')].map(modeOf)), [0o700, 0o700]);
      await journal.remove();
    } finally {
      process.umask(mask);
    }
  });

  async function modeOf(of: string): Promise<number> {
    return (await stat(of)).mode & 0o777;
  }
});
