import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { contentsOf } from './support/contents';
import { startCoreUpload } from './support/coreUpload';
import { type Outcome, startCommand, upload } from './support/headless';
import { useProxy } from './support/proxy';
import { ANY, CLIENT_DECIDES, describeOn } from './support/servers';
import { useInterruptions } from './support/useInterruptions';

const KEY = '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n';

function secretsIn({ events }: Outcome): readonly (string | undefined)[] {
  return events.filter(({ type }) => type === 'secret').map(({ path }) => path);
}

describeOn(CLIENT_DECIDES, 'files that look like secrets', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();

  beforeEach(() =>
    writeFiles({
      [folder('d/a.txt')]: 'a',
      [folder('d/.env')]: 'PASSWORD=1',
      [folder('d/.env.example')]: 'PASSWORD=',
      [folder('d/notes')]: KEY,
    }),
  );

  it('stop the upload before anything is made', async () => {
    const existing = await bench.repository();
    const proxy = await proxyTo(bench.server().origin);
    const missing = existing.named(bench.unusedName()).by(proxy.origin);

    const outcome = await upload({ to: missing, paths: [folder('d')], flags: ['--create'] });

    assert.equal(outcome.code, 1);
    assert.deepEqual(secretsIn(outcome), [folder('d/.env'), folder('d/notes')]);
    assert.match(outcome.told, /2 files look like secrets\. Nothing was sent\..*--allow-secrets/s);
    const asking = ['GET ', 'QUERY '];
    assert.deepEqual(
      proxy.seen.filter((call) => !asking.some((method) => call.startsWith(method))),
      [],
    );
  });

  it('go when they may, and are not spoken of once they are there', async () => {
    const repository = await bench.repository();
    const paths = [folder('d')];

    const allowed = await upload({ to: repository, paths, flags: ['--allow-secrets'] });
    assert.equal(allowed.code, 0, allowed.told);
    assert.deepEqual(await repository.contents(), await contentsOf(paths));

    await writeFile(folder('d/a.txt'), 'another');
    const again = await upload({ to: repository, paths });
    assert.equal(again.code, 0, again.told);
    assert.deepEqual(secretsIn(again), []);

    await writeFile(folder('d/.env'), 'PASSWORD=2');
    const changed = await upload({ to: repository, paths });
    assert.equal(changed.code, 1);
    assert.deepEqual(secretsIn(changed), [folder('d/.env')]);
  });

  it('are told by a dry run, which fails as the upload would', async () => {
    const repository = await bench.repository();
    const paths = [folder('d')];

    const plain = await upload({ to: repository, paths, flags: ['--dry-run'] });
    assert.equal(plain.code, 1);
    assert.deepEqual(secretsIn(plain), [folder('d/.env'), folder('d/notes')]);

    const allowed = await upload({ to: repository, paths, flags: ['--dry-run', '--allow-secrets'] });
    assert.equal(allowed.code, 0, allowed.told);
  });
});

describeOn(ANY, 'a file that looks like a secret', (bench) => {
  const folder = useTempFolder();

  it('stops the upload also when it is all that is selected', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('ID_RSA')]: 'x' });

    const outcome = await upload({ to: repository, paths: [folder('ID_RSA')] });

    assert.equal(outcome.code, 1);
    assert.match(outcome.told, /1 file looks like a secret/);
  });

  it('is named in plain text, with what to do', async () => {
    const { name, origin } = await bench.repository();
    await writeFiles({ [folder('.npmrc')]: '_authToken=x' });
    const target = ['--server', origin, '--repo', name, '--branch', 'main', '--message', 'm'];
    const author = ['--author', 'Ada', '--email', 'ada@example.org'];

    const run = startCommand(['upload', ...target, ...author, folder('.npmrc')]);
    const { code, stderr } = await run.outcome;

    assert.equal(code, 1);
    assert.match(stderr, /^secret: .*\/\.npmrc: its name suggests a secret$/m);
    assert.match(stderr, /--allow-secrets/);
  });
});

describeOn(ANY, 'a file that shows to be a private key only when it is read', (bench) => {
  const folder = useTempFolder();

  async function uploaded(name: string) {
    const repository = await bench.repository();
    await writeFiles({ [folder(`d/${name}`)]: 'a', [folder('d/b.txt')]: 'b' });
    const upload = startCoreUpload({
      to: repository,
      paths: [folder('d')],
      engine: 'auto',
      onReview: () => writeFile(folder(`d/${name}`), KEY),
    });
    return { repository, receipt: await upload.receipt };
  }

  it('is left out where the review leaves them out: the others are committed', async () => {
    const { repository, receipt } = await uploaded('a.txt');

    assert.equal(receipt.result, 'committed');
    assert.deepEqual([...(await repository.contents()).keys()], ['d/b.txt']);
    assert.deepEqual(
      receipt.skipped.map(({ destination, reason }) => [destination, reason]),
      [['d/a.txt', 'private-key']],
    );
    assert.equal(receipt.files.skipped, 1);
  });

  it('is sent where it was approved as one that looks like a secret', async () => {
    const { repository, receipt } = await uploaded('id_rsa');

    assert.equal(receipt.result, 'committed');
    assert.equal(await repository.text('d/id_rsa'), KEY);
  });

  it('stops a command that does not allow it, and is sent by one that does: one of very many', async () => {
    const repository = await bench.repository();
    const many = Array.from({ length: 1001 }, (_, index) => [folder(`d/${index}.txt`), `${index}`] as const);
    await writeFiles({ ...Object.fromEntries(many), [folder('d/z.txt')]: KEY });
    const order = { to: repository, paths: [folder('d')] };

    const stopped = await upload(order);
    assert.equal(stopped.code, 1);
    assert.match(stopped.told, /z\.txt contains a private key\..*--allow-secrets/);
    assert.deepEqual(await repository.contents(), new Map());

    const allowed = await upload({ ...order, flags: ['--allow-secrets'] });
    assert.equal(allowed.code, 0, allowed.told);
    assert.equal(await repository.text('d/z.txt'), KEY);
  });
});

describeOn(ANY, 'an interrupted upload that may send a secret', (bench) => {
  const at = useInterruptions(bench);

  it('goes on without being told so again, and without what has come since', async () => {
    const { folder, paths, proxy, repository, start, resume } = at();
    await writeFiles({ [folder('d/.env')]: 'PASSWORD=1' });
    const held = proxy.hold('POST', /\/merge\/main$/);
    const run = start(['--allow-secrets']);
    await held.reached;
    await run.kill();
    await run.outcome.catch(() => undefined);
    proxy.forget();
    await writeFiles({ [folder('d/server.pem')]: 'new since' });

    const resumed = await resume();
    assert.equal(resumed.code, 0, resumed.told);
    const contents = new Map(await contentsOf(paths));
    contents.delete('d/server.pem');
    assert.deepEqual(await repository.contents(), contents);
  });
});
