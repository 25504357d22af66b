import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { lstat, mkdir, open, readFile, readlink, symlink, writeFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { ReceiptFile } from '../../src/core/upload/receipt/form';
import { openReceipt, writeReceipt } from '../../src/core/upload/receipt/receiptFile';
import { UserError } from '../../src/core/userError';
import { findReceiptPlace } from '../../src/headless/receipt/receiptPlace';
import { writeReceiptTo } from '../../src/headless/receipt/writeReceiptTo';
import { inTurns } from '../../src/core/shareThread';
import { receiptHead } from '../support/receiptHead';
import { useTempFolder, writeFiles } from './tempFolder';

const FAILED = Array.from({ length: 5000 }, (_, index): ReceiptFile => ({
  source: `/d/${index}`,
  outcome: 'failed',
  reason: 'gone',
}));
const DOCUMENT = {
  head: receiptHead({ id: '1' }),
  files: () => inTurns(FAILED),
};
const { signal } = new AbortController();

describe('The place of --receipt', () => {
  const at = useTempFolder();
  const write = async (name: string) =>
    writeReceiptTo(await findReceiptPlace(at(name), [at('d')]), DOCUMENT, signal);
  const refused = (name: string, why: RegExp) =>
    assert.rejects(
      findReceiptPlace(at(name), [at('d')]),
      (error) =>
        error instanceof UserError &&
        why.test(error.message) &&
        /Name another/.test(error.details.advice ?? ''),
      name,
    );
  before(function () {
    if (process.platform === 'win32') this.skip();
  });

  it('is a new file, an empty one, or a receipt', async () => {
    await writeFile(at('empty'), '');
    await writeReceipt(at('earlier'), { ...DOCUMENT, head: receiptHead({ id: '0' }) });

    for (const name of ['new', 'empty', 'earlier']) {
      await write(name);
      assert.match(await readFile(at(name), 'utf8'), /"id":"1"/);
    }
  });

  it('is no other file, folder or disk', async () => {
    await writeFiles({ [at('b.csv')]: 'precious', [at('package.json')]: '{"files":[]}' });
    await symlink('b.csv', at('link'));
    await symlink('loop', at('loop'));

    for (const name of ['b.csv', 'package.json', 'link']) await refused(name, /is not a receipt/);
    await refused('.', /not a file that a receipt can be written to/);
    await refused('loop', /cannot be written/);
  });

  it('is not in what is uploaded, by whatever way', async () => {
    await mkdir(at('d'));
    await writeReceipt(at('d/earlier'), DOCUMENT);
    await symlink('d', at('to-d'));
    await symlink('d/new', at('to-new'));

    for (const name of ['d/earlier', 'd/new', 'to-d/new', 'to-new'])
      await refused(name, /is part of what you are uploading/);
    await assert.rejects(
      findReceiptPlace(at('d/earlier'), [at('to-d/.')]),
      /is part of what you are uploading/,
    );
    await assert.rejects(findReceiptPlace(at('f'), [at('f')]), /is part of what you are uploading/);
    assert.deepEqual(await findReceiptPlace(at('d2'), [at('d')]), { kind: 'file', path: at('d2') });
  });

  it('is what a link leads to, there already or not', async () => {
    await writeFile(at('empty'), '');
    for (const name of ['empty', 'new']) {
      await symlink(name, at(`to-${name}`));
      await write(`to-${name}`);
      assert.equal(await readlink(at(`to-${name}`)), name);
      assert.match(await readFile(at(name), 'utf8'), /"id":"1"/);
    }
  });

  it('is a pipe that somebody reads, and stays one', async () => {
    execFileSync('mkfifo', [at('pipe')]);
    await assert.rejects(write('pipe'), /nobody reads/);

    const held = await open(at('pipe'), constants.O_RDWR | constants.O_NONBLOCK); // so that `cat` need not be waited for
    const cat = spawn('cat', [at('pipe')], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(cat, 'spawn');
    const came = text(cat.stdout);
    await write('pipe');
    await held.close();

    await writeFile(at('came'), await came);
    let files = 0;
    for await (const some of (await openReceipt(at('came'))).files()) files += some.length;
    assert.equal(files, 5000);
    assert.ok((await lstat(at('pipe'))).isFIFO());
  });

  it('is a device, which stays one', async () => {
    await symlink('/dev/null', at('null'));
    await write('null');
    assert.ok((await lstat('/dev/null')).isCharacterDevice());
    assert.ok((await lstat(at('null'))).isSymbolicLink());
  });
});
