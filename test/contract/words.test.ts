import assert from 'node:assert/strict';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { startCommand } from './support/headless';
import { useProxy } from './support/proxy';
import { ANY, describeOn } from './support/servers';

describeOn(ANY, 'without --json the command', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();
  const author = ['--author', 'Ada', '--email', 'ada@example.org'];

  it('tells in words what happened, and the commit', async () => {
    const { origin, name, key, history } = await prepared();

    const { code, stdout, stderr } = await startCommand(
      [
        'upload',
        '--server',
        origin,
        '--repo',
        name,
        '--branch',
        'main',
        '--message',
        'm',
        ...author,
        folder('d'),
      ],
      { key },
    ).outcome;

    assert.equal(code, 0);
    assert.equal(stdout, '');
    const [commit] = await history();
    assert.match(stderr, /2 uploaded, 0 unchanged, 0 skipped, 0 refused, 0 failed/);
    assert.ok(commit !== undefined && stderr.includes(commit.id), stderr);
  });

  it('tells in words what failed and what to do, never the key', async () => {
    const { name, key } = await prepared();
    const proxy = await proxyTo(bench.server().origin);
    proxy.on('POST', /\/files\/$/, (call) => call.answer({ status: 403, body: `no entry with ${key}` }));

    const { code, stderr } = await startCommand(
      [
        'upload',
        '--server',
        proxy.origin,
        '--repo',
        name,
        '--branch',
        'main',
        '--message',
        'm',
        ...author,
        folder('d'),
      ],
      { key },
    ).outcome;

    assert.equal(code, 1);
    assert.match(stderr, /answered 403.*Ask the owner of the repository for access/);
    assert.match(stderr, /0 uploaded, .*Nothing was committed\.$/m);
  });

  async function prepared() {
    const repository = await bench.repository();
    await writeFiles({ [folder('d/a.txt')]: 'a', [folder('d/b.txt')]: 'b' });
    const { origin, name, key } = repository;
    return { origin, name, key, history: () => repository.history() };
  }
});
