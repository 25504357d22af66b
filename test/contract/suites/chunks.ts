import assert from 'node:assert/strict';
import { useTempFolder, writeFiles } from '../../unit/tempFolder';
import { contentsOf } from '../support/contents';
import { upload } from '../support/headless';
import type { ProxiedCall } from '../support/proxiedCall';
import { useProxy } from '../support/proxy';
import { seededBytes } from '../support/seededTree';
import type { Bench } from '../support/servers';
import { xxh3 } from '../support/xxh3';

const MiB = 1024 * 1024;
const SIZE = 21 * MiB;

const CHUNKS = /\/chunks$/;
const COMPLETE = /\/complete$/;
const SUCCESS = '{"status":"success","status_message":"resource_created"}';

/** A large file in chunks by offset, and what can go wrong with them. */
export function chunkSuite(bench: Bench): void {
  const folder = useTempFolder();
  const proxyTo = useProxy();

  async function prepared() {
    const repository = await bench.repository();
    const content = seededBytes(1, SIZE);
    await writeFiles({ [folder('d/big.bin')]: content, [folder('d/same.bin')]: content });
    const proxy = await proxyTo(bench.server().origin);
    const selection = { to: repository.by(proxy.origin), paths: [folder('d')] };
    return { repository, proxy, content, selection };
  }

  it('is sent once more when the server does not keep one of them', async () => {
    const { repository, proxy, selection } = await prepared();
    const isSecond = ({ query }: ProxiedCall) => query.get('offset') === String(10 * MiB);
    const swallow = (call: ProxiedCall) => call.answer({ status: 200, body: SUCCESS });
    proxy.on('PUT', CHUNKS, swallow, { times: 1, isMeant: isSecond });

    const { code, told, events } = await upload({ ...selection, engine: 'version-chunks' });

    assert.equal(code, 0, told);
    const again = events.filter(({ type }) => type === 'again').map(({ reason }) => reason);
    assert.match(again[0] ?? '', /did not keep all chunks/);
    assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
  });

  it('is completed once more after a failure of the server', async () => {
    const { repository, proxy, selection } = await prepared();
    proxy.on('POST', COMPLETE, (call) => call.answer({ status: 500, body: '{}' }), { times: 1 });

    const { code, told } = await upload({ ...selection, engine: 'version-chunks' });

    assert.equal(code, 0, told);
    assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
  });

  it('is staged although the answer that it is complete says otherwise', async () => {
    const { repository, proxy, selection } = await prepared();
    const fail = async (call: ProxiedCall) => {
      await call.forward();
      call.answer({ status: 500, body: '{}' });
    };
    proxy.on('POST', COMPLETE, fail, { times: 1 });

    const { code, told, events } = await upload({ ...selection, engine: 'version-chunks' });

    assert.equal(code, 0, told);
    const kept = events.filter(({ reason }) => reason?.includes('did not keep') === true);
    assert.deepEqual(kept, [], 'nothing of it is sent again');
    assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
  });

  it('where chunks of another size lie in between goes by another engine, or is named', async () => {
    const { repository, selection, content } = await prepared();
    const chunk = `versions/${await xxh3(content)}/chunks?offset=${MiB}`;
    await repository.call('PUT', chunk, { body: content.subarray(MiB, 2 * MiB) });

    const chosen = await upload({ ...selection, engine: 'version-chunks' });
    assert.equal(chosen.code, 1);
    assert.match(chosen.told, /cannot assemble .*\/d\/big\.bin from its chunks .*4 != 3/);
    assert.equal(chosen.done.commit, null);

    const { code, told } = await upload(selection);
    // Between 0.54 and 0.64 there is no other.
    assert.equal(code, bench.version === '0.58.1' ? 1 : 0, told);
    if (code === 0) assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
  });
}
