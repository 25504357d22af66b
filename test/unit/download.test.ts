import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import * as v from 'valibot';
import { CommitId } from '../../src/core/oxen/ids';
import { OxenServer } from '../../src/core/oxen/http/client';
import { parseOrigin } from '../../src/core/oxen/address';
import { IntegrityError } from '../../src/core/oxen/errors';
import type { Transport } from '../../src/core/oxen/http/transport';
import { hashBytes } from '../../src/core/files/hashing/hash';
import { UserError } from '../../src/core/userError';
import { download } from '../../src/vscode/remoteFiles/download';
import { useTempFolder } from './tempFolder';

const content = Buffer.from('what the commit lists');
const signal = new AbortController().signal;

describe('a download', () => {
  const folder = useTempFolder();

  async function downloadFrom(transport: Transport, to: string): Promise<void> {
    const server = new OxenServer({ origin: parseOrigin('localhost:3000'), transport });
    const repository = server.repository({ namespace: 'ox', name: 'cats' });
    const listed = { path: 'a.txt', hash: await hashBytes(content), size: content.length };
    const file = { repository, commit: v.parse(CommitId, '1'), ...listed };
    await download(file, to, { signal, onBytes: () => undefined });
  }

  it('is there with its content, and nothing else is', async () => {
    await downloadFrom(answering(content), folder('a.txt'));

    assert.deepEqual(readFileSync(folder('a.txt')), content);
    assert.deepEqual(readdirSync(folder()), ['a.txt']);
  });

  it('starts over when the server is busy', async () => {
    let requests = 0;
    await downloadFrom((request) => {
      const reply = requests++ === 0 ? answering(Buffer.from(''), 429) : answering(content);
      return reply(request);
    }, folder('a.txt'));

    assert.deepEqual(readFileSync(folder('a.txt')), content);
  });

  it('leaves nothing behind when something else came', async () => {
    await assert.rejects(downloadFrom(answering(Buffer.from('rubbish')), folder('a.txt')), IntegrityError);

    assert.deepEqual(readdirSync(folder()), []);
  });

  it('stops as soon as more comes than the commit lists, and says so', async () => {
    let came = 0;
    function* endless() {
      for (; ; came++) yield content;
    }
    const transport: Transport = () =>
      Promise.resolve({ status: 200, header: () => undefined, body: Readable.from(endless()) });

    await assert.rejects(
      downloadFrom(transport, folder('a.txt')),
      (error) =>
        error instanceof IntegrityError && /more than the 21 bytes it lists for a\.txt/.test(error.message),
    );

    assert.ok(came < 100, String(came)); // what a stream reads ahead
    assert.deepEqual(readdirSync(folder()), []);
  });

  it('says so when it cannot be written', async () => {
    await assert.rejects(
      downloadFrom(answering(content), join(folder(), 'missing', 'a.txt')),
      (error) => error instanceof UserError && /could not be written/.test(error.message),
    );
  });
});

function answering(body: Uint8Array, status = 200): Transport {
  return () =>
    Promise.resolve({
      status,
      header: () => undefined,
      body: Readable.from([body.subarray(0, 4), body.subarray(4)]),
    });
}
