import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { contentsOf } from './support/contents';
import { upload } from './support/headless';
import { useProxy } from './support/proxy';
import type { ProxiedCall } from './support/proxiedCall';
import { seededBytes } from './support/seededTree';
import { BOTH_ENDS, describeOn } from './support/servers';
import { someoneElseCommits } from './support/someoneElse';

const MiB = 1024 * 1024;
const LIMIT = 20_000;

/** Requests that wait for each other, once another one was seen: `METHOD` and path. */
const ALWAYS = {
  'version, repository and branches': {
    after: /^/,
    requests: [
      ['GET', /\/api\/version$/],
      ['GET', /\/api\/repos\/[^/]+\/[^/]+$/],
      ['GET', /\/branches$/],
    ],
  },
  'a workspace and the contents that the server has': {
    after: /^GET .*\/branches$/,
    requests: [
      ['PUT', /\/workspaces$/],
      ['QUERY', /\/versions$/],
    ],
  },
  'the history, and the directories of the commit': {
    after: /^POST .*\/merge\/main$/,
    requests: [
      ['GET', /\/commits\/history\/main/],
      ['GET', /\/dir\/[0-9a-f]+\/d$/],
      ['GET', /\/dir\/[0-9a-f]+\/d\/below$/],
    ],
  },
} as const;

describeOn(BOTH_ENDS, 'on a line with long round trips', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();

  for (const [what, { after, requests }] of Object.entries(ALWAYS)) {
    it(`asks for ${what} at once`, async () => {
      const repository = await bench.repository();
      await writeFiles({ [folder('d/one.txt')]: 'one', [folder('d/below/two.txt')]: 'two' });
      const proxy = await proxyTo(bench.server().origin);
      const isMeant = () => proxy.seen.some((one) => after.test(one));
      const held = requests.map(([method, path]) => proxy.hold(method, path, isMeant));
      const all = Promise.all(held.map(({ reached }) => reached)).then(() => 'at once');

      const uploading = upload({ to: repository.by(proxy.origin), paths: [folder('d')] });
      const seen = await Promise.race([all, delay(LIMIT, 'one after the other', { ref: false })]);
      for (const one of held) one.release();

      assert.equal(seen, 'at once', proxy.seen.join('\n'));
      const { code, told } = await uploading;
      assert.equal(code, 0, told);
    });
  }

  it('looks at the branch last before it merges, as below 0.62 the second of two silently wins', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('one.txt')]: 'one' });
    const proxy = await proxyTo(bench.server().origin);

    const { code, told } = await upload({ to: repository.by(proxy.origin), paths: [folder('one.txt')] });

    assert.equal(code, 0, told);
    const merge = proxy.seen.findIndex((one) => /^POST .*\/merge\/main$/.test(one));
    const looks = proxy.seen.slice(0, merge).filter((one) => !/\/meta\/|\/dir\//.test(one));
    assert.match(looks.at(-1) ?? '', /^GET .*\/branches\/main$/, proxy.seen.join('\n'));
  });

  it('looks at the branch last also where others have committed meanwhile', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('one.txt')]: 'one' });
    await upload({ to: repository, paths: [folder('one.txt')] });
    await writeFiles({ [folder('one.txt')]: 'two' });
    const proxy = await proxyTo(bench.server().origin);
    const others = async (call: ProxiedCall) => {
      await someoneElseCommits(repository, { path: 'theirs.txt', text: 'theirs' });
      await call.pass();
    };
    proxy.on('POST', /\/files\/$/, others, { times: 1 });

    const { code, told } = await upload({ to: repository.by(proxy.origin), paths: [folder('one.txt')] });

    assert.equal(code, 0, told);
    const merge = proxy.seen.findIndex((one) => /^POST .*\/merge\/main$/.test(one));
    assert.match(proxy.seen[merge - 1] ?? '', /^GET .*\/branches\/main$/, proxy.seen.join('\n'));
  });

  it('asks for all branches before the question, and not for one of them', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('one.txt')]: 'one' });
    await upload({ to: repository, paths: [folder('one.txt')] });
    const proxy = await proxyTo(bench.server().origin);

    const { done } = await upload({ to: repository.by(proxy.origin), paths: [folder('one.txt')] });

    assert.equal(done.result, 'nothing to do');
    assert.equal(proxy.seen.filter((one) => /\/branches/.test(one)).length, 1, proxy.seen.join('\n'));
  });

  it('sends the next large file while the server joins the one before', async () => {
    const repository = await bench.repository();
    await writeFiles({
      [folder('d/1.bin')]: seededBytes(1, 11 * MiB),
      [folder('d/2.bin')]: seededBytes(2, 11 * MiB),
      [folder('d/3.bin')]: seededBytes(3, 11 * MiB),
    });
    const proxy = await proxyTo(bench.server().origin);
    // From the first one the speed of the line is learned.
    const joins = () => proxy.seen.filter((one) => one.endsWith('/complete')).length;
    const join = proxy.hold('POST', /\/complete$/, () => joins() === 2);
    const begun = new Set<string>();
    const third = new Promise<void>((resolve) => {
      proxy.observe(({ method, path }) => {
        if (method === 'PUT' && path.endsWith('/chunks') && begun.add(path).size === 3) resolve();
      });
    });
    const both = Promise.all([join.reached, third]).then(() => 'at once');

    const selection = { to: repository.by(proxy.origin), paths: [folder('d')], engine: 'version-chunks' };
    const uploading = upload(selection);
    const seen = await Promise.race([both, delay(LIMIT, 'one after the other', { ref: false })]);
    join.release();

    assert.equal(seen, 'at once', proxy.seen.join('\n'));
    const { code, told } = await uploading;
    assert.equal(code, 0, told);
    assert.deepEqual(await repository.contents(), await contentsOf([folder('d')]));
  });

  it('waits for no answer that is not needed any more', async () => {
    const repository = await bench.repository();
    await mkdir(folder('empty'));
    const proxy = await proxyTo(bench.server().origin);
    const branches = proxy.hold('GET', /\/branches$/);

    const { code, told, done } = await upload({ to: repository.by(proxy.origin), paths: [folder('empty')] });

    branches.drop();
    assert.equal(code, 1, told);
    assert.equal(done.result, 'failed');
    assert.match(told, /empty/);
  });

  it('does not wait for what goes together with a request that is refused', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('one.txt')]: 'one' });
    const proxy = await proxyTo(bench.server().origin);
    const query = proxy.hold('QUERY', /\/versions$/);
    proxy.on('PUT', /\/workspaces$/, async (call) => {
      await query.reached;
      call.answer({ status: 403, body: '{"status":"error"}' });
    });

    const { code, told, stdout } = await upload({
      to: repository.by(proxy.origin),
      paths: [folder('one.txt')],
    });

    query.drop();
    assert.equal(code, 1, told);
    assert.match(told, /answered 403/);
    assert.match(stdout.trimEnd().split('\n').at(-1) ?? '', /^\{"type":"done","result":"failed"/);
  });

  it('says at once and once that a server is not there', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('one.txt')]: 'one' });

    const { told } = await upload({ to: repository.by('http://127.0.0.1:9'), paths: [folder('one.txt')] });

    assert.match(told, /Can't connect to http:\/\/127\.0\.0\.1:9/);
    assert.doesNotMatch(told, /waiting/i);
  });
});
