import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import * as v from 'valibot';
import { findIdentity } from '../../src/core/config/identity';
import { workingCopyFinder } from '../../src/core/config/workingCopy';
import { readRegularFile, UnfitFileError } from '../../src/core/files/regularFile';
import { DiskCache } from '../../src/core/files/diskCache';
import { parseOrigin } from '../../src/core/oxen/address';
import { ServerMemory } from '../../src/core/upload/engines/serverMemory';
import { readOwner } from '../../src/core/upload/journal/ownership/owner';
import { Journals } from '../../src/core/upload/journal/journals';
import { Receipts } from '../../src/core/upload/receipt/receipts';
import { useTempFolder, writeFiles } from './tempFolder';

const unfit = (kind: string) => (error: unknown) => error instanceof UnfitFileError && error.kind === kind;

/** Puts a pipe that nobody writes to in the place of a file. */
async function pipeAt(path: string): Promise<void> {
  await rm(path, { force: true });
  execFileSync('mkfifo', [path]);
}

describe('A small file that may be anything', () => {
  const at = useTempFolder();
  before(function () {
    if (process.platform === 'win32') this.skip();
  });

  it('is read up to its limit, and not beyond', async () => {
    await writeFile(at('f'), 'x'.repeat(100_000));

    const whole = await readRegularFile(at('f'), { maxBytes: 100_000, links: 'refused' });
    assert.equal(whole.toString(), 'x'.repeat(100_000));
    await assert.rejects(
      readRegularFile(at('f'), { maxBytes: 99_999, links: 'refused' }),
      unfit('too-large'),
    );
  });

  it('is neither a pipe, nor a device, nor a folder; nor a link, unless those are followed', async () => {
    await pipeAt(at('pipe'));
    await writeFile(at('f'), 'text');
    await symlink('f', at('link'));
    await symlink('/dev/zero', at('endless'));
    const bounds = { maxBytes: 1000, links: 'followed' } as const;

    for (const name of ['pipe', 'endless', '.'])
      await assert.rejects(readRegularFile(at(name), bounds), unfit('not-a-file'), name);
    assert.equal((await readRegularFile(at('link'), bounds)).toString(), 'text');
    await assert.rejects(readRegularFile(at('link'), { ...bounds, links: 'refused' }), unfit('not-a-file'));
  });

  it('is no sign of a working copy in place of .oxen/HEAD, and no settings in that of its config', async () => {
    const find = () => workingCopyFinder()(at('d/f'));
    await writeFiles({
      [at('d/f')]: '',
      [at('d/.oxen/HEAD')]: 'main',
      [at('d/.oxen/config.toml')]: `[[remotes]]\nname = "origin"\nurl = "http://localhost:3000/a/b"\n`,
    });
    assert.equal((await find())?.branch, 'main');
    assert.notEqual((await find())?.remote, undefined);

    await pipeAt(at('d/.oxen/config.toml'));
    assert.deepEqual(await find(), { folder: at('d'), remote: undefined, branch: 'main' });
    await writeFile(at('d/.oxen/HEAD'), 'x'.repeat(100_000));
    assert.equal(await find(), undefined);
    await pipeAt(at('d/.oxen/HEAD'));
    assert.equal(await find(), undefined);
    await rm(at('d/.oxen/HEAD'));
    await symlink('/dev/zero', at('d/.oxen/HEAD'));
    assert.equal(await find(), undefined);
  });

  it('names nobody in place of the file of the command line', async () => {
    const before = process.env['OXEN_CONFIG_DIR'];
    process.env['OXEN_CONFIG_DIR'] = at();
    try {
      await pipeAt(at('user_config.toml'));
      assert.equal(await findIdentity({ key: undefined, place: undefined }), undefined);
    } finally {
      if (before === undefined) delete process.env['OXEN_CONFIG_DIR'];
      else process.env['OXEN_CONFIG_DIR'] = before;
    }
  });

  it('is forgotten, and replaced, in the place of what is remembered of servers', async () => {
    const server = { origin: parseOrigin('http://localhost:3000'), version: '0.65.2' };
    await pipeAt(at('servers.json'));
    const memory = new ServerMemory(at('servers.json'));

    assert.equal((await memory.recall(server)).speed, undefined);
    await memory.rememberSpeed(server, 7);
    assert.equal((await memory.recall(server)).speed, 7);
  });

  it('is forgotten, and replaced, in the place of what is cached', async () => {
    const cache = new DiskCache(at('cache'), v.string(), 1000);
    await cache.put('a', 'one');
    for (const name of await readdir(at('cache'))) await pipeAt(at('cache', name));

    assert.equal(await cache.get('a'), undefined);
    await cache.put('a', 'two');
    assert.equal(await cache.get('a'), 'two');
  });

  it('is no journal, no owner and no receipt', async () => {
    await mkdir(at('runs/1'), { recursive: true });
    await mkdir(at('receipts'));
    for (const path of ['runs/1/journal.jsonl', 'runs/1/owner', 'receipts/1.json']) await pipeAt(at(path));

    assert.deepEqual(await new Journals(at('runs')).unfinished(), []);
    assert.equal((await readOwner(at('runs/1/owner'))).pid, 0);
    assert.deepEqual(await new Receipts(at('receipts')).list(), []);
  });
});
