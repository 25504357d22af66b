import assert from 'node:assert/strict';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { contentsOf } from './support/contents';
import { type Outcome, upload } from './support/headless';
import type { ProxiedCall } from './support/proxiedCall';
import { type Proxy, useProxy } from './support/proxy';
import type { TestRepository } from './support/repository';
import { seededBytes } from './support/seededTree';
import { type Bench, describeOn, MIDDLE, NEW, OLD } from './support/servers';

const MiB = 1024 * 1024;

const PARTS = /\/versions\/uploads/;
const CHUNKS = /\/versions\/[0-9a-f]+\/chunks$/;
const RAW = /\/upload_chunk$/;

/** As an address that a proxy does not know, or does not let through. */
const refuse = (status: number) => (call: ProxiedCall) => call.answer({ status, body: '' });
const isLastChunk = ({ query }: ProxiedCall) =>
  Number(query.get('total_chunks')) > 1 && query.get('chunk_num') === '1';

describeOn(OLD, 'an engine that a server turns out not to have', (bench) => {
  const { folder, prepared, send, assertThere } = useUploads(bench);

  it('is left for the next one, which is said, and the next run begins with that', async () => {
    const { repository, proxy } = await prepared();
    proxy.on('PUT', CHUNKS, refuse(405));

    const outcome = await send(repository, proxy);

    assert.equal(outcome.code, 0, outcome.told);
    assert.equal(outcome.done.engine, 'upload-chunk');
    assert.match(notes(outcome), /The engine version-chunks is not supported.*engine upload-chunk/);
    await assertThere(repository);

    await writeFiles({ [folder('d/big.bin')]: seededBytes(2, 11 * MiB) });
    proxy.seen.length = 0;
    const next = await send(repository, proxy);
    assert.equal(next.code, 0, next.told);
    assert.deepEqual(callsTo(proxy, CHUNKS), []);
    await assertThere(repository);
  });

  it('is not left when the user chose it: that is said, and nothing is committed', async () => {
    const { repository, proxy } = await prepared();
    proxy.on('PUT', CHUNKS, refuse(501));

    const { code, told, done } = await send(repository, proxy, { engine: 'version-chunks' });

    assert.equal(code, 1);
    assert.match(told, /The engine version-chunks is not supported.*Set oxen\.engine \(--engine\) to “auto”/);
    assert.equal(done.commit, null);
    assert.deepEqual(await repository.contents(), new Map());
    assert.deepEqual(await repository.workspaces(), []);
  });

  it('is not asked for staging without bytes where that is refused: the bytes travel once more', async () => {
    const { repository, proxy } = await prepared({ copies: true });
    proxy.on('POST', /\/workspaces\/[^/]+\/versions\/$/, refuse(404));

    const { code, told, done } = await send(repository, proxy);

    assert.equal(code, 0, told);
    assert.equal(done.bytes, 2 * (11 * MiB + 'small'.length));
    await assertThere(repository);
  });
});

describeOn(MIDDLE, 'an engine that a server turns out not to have', (bench) => {
  const { prepared, send } = useUploads(bench);

  it('ends the upload when it was the only one', async () => {
    const { repository, proxy } = await prepared();
    proxy.on('PUT', CHUNKS, refuse(405));

    const { code, told } = await send(repository, proxy);

    assert.equal(code, 1);
    assert.match(told, /The engine version-chunks is not supported/);
    assert.deepEqual(await repository.workspaces(), []);
  });
});

describeOn(NEW, 'an engine that a server turns out not to have', (bench) => {
  const { prepared, send, assertThere } = useUploads(bench);

  it('is not planned with: where sessions are refused, large files and copies go by chunks', async () => {
    const { repository, proxy } = await prepared({ copies: true });
    proxy.on('POST', PARTS, refuse(404));

    const { code, told, done } = await send(repository, proxy);

    assert.equal(code, 0, told);
    assert.equal(done.engine, 'version-chunks');
    await assertThere(repository);

    proxy.seen.length = 0;
    await send(repository, proxy);
    assert.deepEqual(callsTo(proxy, PARTS), [], 'it is remembered');
  });

  it('is left for the next one when it goes away in the middle', async () => {
    const { repository, proxy } = await prepared();
    const isReal = async (call: ProxiedCall) => {
      const body = await call.body();
      if (body.includes('"size":0')) call.answer(await call.forward({ body }));
      else call.answer({ status: 404, body: '' });
    };
    proxy.on('POST', PARTS, isReal, { times: 2 });
    // Neither does it take the file while it is hashed.
    proxy.on('POST', /\/files\/$/, refuse(501), { isMeant: ({ length }) => length > MiB });

    const outcome = await send(repository, proxy);

    assert.equal(outcome.code, 0, outcome.told);
    assert.equal(outcome.done.engine, 'upload-chunk');
    assert.match(notes(outcome), /engine version-uploads is not supported/);
    await assertThere(repository);
  });

  it('is left for the next one when the store never shows what it sent', async () => {
    const { repository, proxy } = await prepared({ speed: 1000 });
    proxy.on('POST', RAW, (call) => call.answer({ status: 200, body: '{"status":"success"}' }));

    const outcome = await send(repository, proxy);

    assert.equal(outcome.code, 0, outcome.told);
    assert.equal(outcome.done.engine, 'version-uploads');
    assert.match(notes(outcome), /where the engine upload-chunk cannot reach it/);
    assert.ok(outcome.done.bytes < 12 * MiB, 'found out before the large file was sent');
    await assertThere(repository);
  });

  it('is left for this file alone when the server cannot put its chunks together', async () => {
    const { repository, proxy } = await prepared({ speed: 1000 });
    proxy.on('POST', RAW, refuse(500), { isMeant: isLastChunk });

    const outcome = await send(repository, proxy);

    assert.equal(outcome.code, 0, outcome.told);
    assert.equal(outcome.done.engine, 'version-uploads');
    const again = outcome.events.filter(({ type }) => type === 'again').map(({ reason }) => reason);
    assert.match(again.at(-1) ?? '', /twice, but did not store it.*engine version-uploads/);
    await assertThere(repository);
  });

  it('fails the file when the server cannot put its chunks together, and the user chose the engine', async () => {
    const { repository, proxy } = await prepared();
    proxy.on('POST', RAW, refuse(500), { isMeant: isLastChunk });

    const { code, told, done } = await send(repository, proxy, { engine: 'upload-chunk' });

    assert.equal(code, 1);
    assert.match(
      told,
      /failed: .*\/d\/big\.bin.*twice, but did not store it.*Set oxen\.engine \(--engine\) to “auto”/,
    );
    assert.deepEqual([done.commit, done.files.failed], [null, 1]);
  });
});

describeOn(NEW, 'a large file on a local store', (bench) => {
  const { folder, prepared, send } = useUploads(bench);

  it('goes by what is resumable when the last run was slow, and in a session when that was fast', async () => {
    const { repository, proxy } = await prepared({ speed: 1000 });

    const slow = await send(repository, proxy);
    assert.equal(slow.done.engine, 'upload-chunk', slow.told);

    await writeFiles({ [folder('d/big.bin')]: seededBytes(2, 11 * MiB) });
    const fast = await send(repository, proxy);
    assert.equal(fast.done.engine, 'version-uploads', fast.told);
  });
});

/** Uploads of one large and one small file by way of a proxy, with a memory of servers of their own. */
function useUploads(bench: Bench) {
  const folder = useTempFolder();
  const proxyTo = useProxy();
  const memory = () => folder('state/oxen-upload/servers.json');

  async function prepared({ copies = false, speed }: { copies?: boolean; speed?: number } = {}) {
    const repository = await bench.repository();
    const proxy = await proxyTo(bench.server().origin);
    const [big, small] = [seededBytes(1, 11 * MiB), 'small'];
    await writeFiles({ [folder('d/big.bin')]: big, [folder('d/small.txt')]: small });
    if (copies) await writeFiles({ [folder('d/x/big.bin')]: big, [folder('d/x/small.txt')]: small });
    const known = { version: bench.version, since: Date.now(), has: {}, speed };
    if (speed !== undefined) await writeFiles({ [memory()]: JSON.stringify({ [proxy.origin]: known }) });
    return { repository, proxy };
  }

  function send(
    repository: TestRepository,
    proxy: Proxy,
    options: { readonly engine?: string } = {},
  ): Promise<Outcome> {
    const env = { XDG_STATE_HOME: folder('state') };
    return upload({ to: repository.by(proxy.origin), paths: [folder('d')], env, ...options });
  }

  async function assertThere(repository: TestRepository): Promise<void> {
    assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
    assert.deepEqual(await repository.workspaces(), []);
  }

  return { folder, prepared, send, assertThere };
}

function notes({ events }: Outcome): string {
  return events.flatMap(({ type, text }) => (type === 'note' ? [String(text)] : [])).join('\n');
}

function callsTo(proxy: Proxy, path: RegExp): readonly string[] {
  return proxy.seen.filter((call) => path.test(call));
}
