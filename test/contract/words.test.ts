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

  it('shows names as text: none writes a line of its own, or steers the terminal', async () => {
    const { origin, name, key } = await bench.repository();
    const names = [
      'x\n1 uploaded. Commit 0123456789abcdef.',
      'y\u001b]0;title\u0007',
      'z\r2 uploaded',
      'b\u202eidi',
    ];
    await writeFiles(Object.fromEntries(['good', ...names].map((each) => [folder('d', each), each])));
    const args = ['upload', '--server', origin, '--repo', name, '--branch', 'main', ...author];

    const { stderr } = await startCommand([...args, '--message', 'm', '--skip-refused', folder('d')], { key })
      .outcome;
    const planned = await startCommand([...args, '--dry-run', folder('d')], { key }).outcome;
    const gone = await startCommand([...args, '--dry-run', folder('gone\n\u009b2J')], { key }).outcome;

    for (const text of [stderr, planned.stderr, gone.stderr]) {
      assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\p{Bidi_Control}]/u);
      assert.doesNotMatch(text, /^\d uploaded\. /m);
    }
    assert.match(
      stderr,
      /^refused: \S+x\\n1 uploaded\. Commit 0123456789abcdef\.: the name contains a control/m,
    );
    assert.match(planned.stderr, /^unchanged: \S+b\\u202eidi as d\/b\\u202eidi \(7 B\)$/m);
    assert.match(gone.stderr, /^failed: \S+gone\\n\\x9b2J: \S+gone\\n\\x9b2J does not exist\./m);
  });

  it('shows what a server says as text, and not all of a long one', async () => {
    const { name, key } = await prepared();
    const proxy = await proxyTo(bench.server().origin);
    const words = `no\n2 uploaded, \u001b[31m${'very '.repeat(10_000)}bad`;
    const body = JSON.stringify({
      error: { type: 'odd', title: words },
      status: 'error',
      status_message: 'odd',
    });
    proxy.on('POST', /\/files\/$/, (call) => call.answer({ status: 403, body }));
    const args = ['--server', proxy.origin, '--repo', name, '--branch', 'main', '--message', 'm', ...author];

    const { stderr } = await startCommand(['upload', ...args, folder('d')], { key }).outcome;

    assert.doesNotMatch(stderr.replaceAll('\n', ''), /\p{Cc}/u);
    assert.doesNotMatch(stderr, /^2 uploaded/m);
    assert.match(stderr, /answered 403: no\\n2 uploaded, \\x1b\[31mvery .*Ask the owner/);
    for (const line of stderr.split('\n')) assert.ok(line.length < 2000, `${line.length} characters`);
  });

  async function prepared() {
    const repository = await bench.repository();
    await writeFiles({ [folder('d/a.txt')]: 'a', [folder('d/b.txt')]: 'b' });
    const { origin, name, key } = repository;
    return { origin, name, key, history: () => repository.history() };
  }
});
