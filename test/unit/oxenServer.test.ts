import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { createXXHash128 } from 'hash-wasm';
import { request } from 'undici';
import * as v from 'valibot';
import { startOxenServer, type OxenServerOptions, type RunningOxenServer } from '../oxen-server';

const workspaceReply = v.object({ workspace: v.object({ id: v.string() }) });
const beginReply = v.object({ upload_id: v.string(), num_parts: v.number(), part_size: v.number() });
const author = { message: 'a test', author: 'Ada', email: 'ada@example.org' };

describe('the small Oxen server', () => {
  let server: RunningOxenServer;

  async function start(options: OxenServerOptions): Promise<void> {
    server = await startOxenServer(options);
    server.createRepository('tests', 'things');
  }

  afterEach(async () => {
    await server.close();
  });

  it('0.50.7: raw upload_chunk, JSON staging, merge, and the file comes back', async () => {
    await start({ version: '0.50.7' });
    const content = Buffer.from('hello');
    const hash = await hashOf(content);
    const workspace = await newWorkspace();

    const query = `hash=any-id&total_chunks=2&total_size=5&is_compressed=false&filename=${blobPath(hash)}`;
    const first = await send('POST', `commits/upload_chunk?${query}&chunk_num=0`, content.subarray(0, 3));
    assert.equal((await send('GET', `versions/${hash}/metadata`)).status, 404);
    const second = await send('POST', `commits/upload_chunk?${query}&chunk_num=1`, content.subarray(3));
    assert.deepEqual(second, first, 'the reply never says whether anything was assembled');

    const staged = await sendJson('POST', `workspaces/${workspace}/versions/`, [
      { hash, path: 'a/hello.txt' },
    ]);
    assert.deepEqual(field(staged, 'err_files'), []);
    assert.equal((await sendJson('POST', `workspaces/${workspace}/merge/main`, author)).status, 200);
    assert.equal((await send('GET', 'file/main/a/hello.txt')).text, 'hello');
    assert.equal((await send('GET', `workspaces/${workspace}`)).status, 404, 'a merged workspace is gone');
  });

  it('0.50.7 keeps raw content that has not the hash it was sent for', async () => {
    await start({ version: '0.50.7' });
    const hash = await hashOf(Buffer.from('right'));
    const query = `hash=id&chunk_num=0&total_chunks=1&total_size=5&is_compressed=false&filename=${blobPath(hash)}`;

    assert.equal((await send('POST', `commits/upload_chunk?${query}`, 'wrong')).status, 200);
    assert.equal((await send('GET', `versions/${hash}/metadata`)).status, 200);
  });

  it('0.65.2 refuses raw content with a wrong hash, and heals when the right chunk follows', async () => {
    await start({});
    const hash = await hashOf(Buffer.from('right'));
    const query = `hash=${hash}&chunk_num=0&total_chunks=1&total_size=5&is_compressed=false&filename=${blobPath(hash)}`;

    const wrong = await send('POST', `commits/upload_chunk?${query}`, 'wrong');
    assert.equal(wrong.status, 500);
    assert.match(wrong.text, /Hash mismatch writing/);
    assert.equal((await send('GET', `versions/${hash}/metadata`)).status, 404);
    assert.equal((await send('POST', `commits/upload_chunk?${query}`, 'right')).status, 200);
    assert.equal((await send('GET', `versions/${hash}/metadata`)).status, 200);
  });

  it('0.65.2: an upload session takes parts in any order, stages, and is gone', async () => {
    await start({ segmentBytes: 4 });
    const content = Buffer.from('0123456789');
    const workspace = await newWorkspace();
    const destination = { workspace_id: workspace, path: 'big.bin' };
    const begin = { hash: await hashOf(content), size: content.length, destination };

    const upload = v.parse(beginReply, (await sendJson('POST', 'versions/uploads', begin)).json);
    assert.equal(upload.num_parts, 3);
    const part = (number: number, bytes: Buffer): Promise<Answer> =>
      send('PUT', `versions/uploads/${upload.upload_id}/parts/${number}`, bytes);
    assert.equal(field(await part(3, content.subarray(8)), 'completed'), false);
    assert.equal((await part(2, content.subarray(4, 6))).status, 400, 'too short, and may be sent again');
    assert.equal(field(await part(2, content.subarray(4, 8)), 'completed'), false);
    assert.equal(field(await part(1, content.subarray(0, 4)), 'completed'), true);
    assert.equal((await part(1, content.subarray(0, 4))).status, 404);
    assert.equal(field(await sendJson('POST', 'versions/uploads', begin), 'file'), 'already_stored');

    await sendJson('POST', `workspaces/${workspace}/merge/main`, author);
    assert.equal((await send('GET', 'file/main/big.bin')).text, '0123456789');
  });

  it('takes file names of multipart as they are, with backslash escapes, and unpacks gzip parts', async () => {
    await start({});
    const workspace = await newWorkspace();
    const names = ['ü "quoted" %20+.txt', 'deep/er/file;#.txt', 'packed.txt'];
    const parts = [
      filePart(names[0] ?? '', Buffer.from('one')),
      filePart(names[1] ?? '', Buffer.from('two')),
      filePart(names[2] ?? '', gzipSync('three'), 'application/gzip'),
      filePart('broken.txt', Buffer.from('not gzip'), 'application/gzip'),
    ];
    const body = Buffer.concat([...parts, Buffer.from('--B--\r\n')]);

    const staged = await send('POST', `workspaces/${workspace}/files/`, body, {
      'content-type': 'multipart/form-data; boundary=B',
    });
    assert.deepEqual(field(staged, 'paths'), names);
    await sendJson('POST', `workspaces/${workspace}/merge/main`, author);
    for (const [index, text] of ['one', 'two', 'three'].entries()) {
      const path = (names[index] ?? '').split('/').map(encodeURIComponent).join('/');
      assert.equal((await send('GET', `file/main/${path}`)).text, text);
    }
  });

  for (const [version, status] of [
    ['0.58.1', 200],
    ['0.65.2', 409],
  ] as const) {
    it(`${version}: adding what another has just added otherwise answers ${status}`, async () => {
      await start({ version });
      const [first, second] = [await newWorkspace(), await newWorkspace()];
      await stageText(first, 'same.txt', 'mine');
      await stageText(second, 'same.txt', 'yours');

      assert.equal((await sendJson('POST', `workspaces/${first}/merge/main`, author)).status, 200);
      assert.equal((await sendJson('POST', `workspaces/${second}/merge/main`, author)).status, status);
    });
  }

  it('asks for a key where keys were given', async () => {
    await start({ version: '0.50.7', keys: ['right'] });
    const answers = [{}, { authorization: 'Bearer wrong' }, { authorization: 'Bearer right' }].map(
      (headers) => send('GET', 'branches', undefined, headers),
    );
    const statuses = (await Promise.all(answers)).map(({ status, text }) => [status, text.slice(0, 12)]);
    assert.deepEqual(statuses, [
      [401, ''],
      [401, 'unauthorized'],
      [200, '{"status":"s'],
    ]);
  });

  interface Answer {
    readonly status: number;
    readonly text: string;
    readonly json: unknown;
  }

  async function send(
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    body?: Buffer | string,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const url = `${server.origin}/api/repos/tests/things/${path}`;
    const response = await request(url, { method, headers, ...(body === undefined ? {} : { body }) });
    const text = await response.body.text();
    const json: unknown = /^[{[]/.test(text) ? JSON.parse(text) : undefined;
    return { status: response.statusCode, text, json };
  }

  function sendJson(method: 'POST' | 'PUT', path: string, value: unknown): Promise<Answer> {
    return send(method, path, JSON.stringify(value), { 'content-type': 'application/json' });
  }

  async function newWorkspace(): Promise<string> {
    const input = { workspace_id: crypto.randomUUID(), branch_name: 'main' };
    return v.parse(workspaceReply, (await sendJson('PUT', 'workspaces', input)).json).workspace.id;
  }

  async function stageText(workspace: string, name: string, text: string): Promise<void> {
    const body = Buffer.concat([filePart(name, Buffer.from(text)), Buffer.from('--B--\r\n')]);
    await send('POST', `workspaces/${workspace}/files/`, body, {
      'content-type': 'multipart/form-data; boundary=B',
    });
  }
});

function field({ json }: { readonly json: unknown }, name: string): unknown {
  return v.parse(v.record(v.string(), v.unknown()), json)[name];
}

function filePart(name: string, content: Buffer, type = 'application/octet-stream'): Buffer {
  const escaped = name.replace(/["\\]/g, '\\$&');
  const head = `--B\r\nContent-Disposition: form-data; name="file[]"; filename="${escaped}"\r\nContent-Type: ${type}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), content, Buffer.from('\r\n')]);
}

function blobPath(hash: string): string {
  return `versions/files/${hash.slice(0, 2)}/${hash.slice(2)}/data`;
}

async function hashOf(content: Buffer): Promise<string> {
  const hasher = await createXXHash128();
  return hasher
    .init()
    .update(content)
    .digest('hex')
    .replace(/^0+(?=.)/, '');
}
