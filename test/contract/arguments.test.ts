import assert from 'node:assert/strict';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { startCommand, upload } from './support/headless';
import { ANY, describeOn } from './support/servers';

describe('wrong arguments', () => {
  const full = [
    'upload',
    '--server',
    'localhost:1',
    '--repo',
    'ns/name',
    '--branch',
    'main',
    '--message',
    'm',
  ];

  for (const [what, args, words] of [
    ['no command', [], /No command given/],
    ['nothing selected', full, /Nothing is selected/],
    ['an unknown option', [...full, '--frobnicate', 'a.txt'], /--frobnicate/],
    ['the key as an option', [...full, '--a-key-that-nobody-prints', 'a.txt'], /--\(key\)/],
    ['an unknown engine', [...full, '--engine', 'steam', 'a.txt'], /--engine cannot be “steam”/],
    ['a limit that is no bandwidth', [...full, '--limit-rate', 'fast', 'a.txt'], /Invalid bandwidth: fast\./],
    [
      'a pattern that nobody can match',
      [...full, '--exclude', 'a'.repeat(70_000), 'a.txt'],
      /--exclude is too long or too nested: a{40}… Give several/,
    ],
    ['an empty path', [...full, 'a.txt', ''], /One of the paths is empty/],
    ['an option given twice', [...full, '--branch', 'side', 'a.txt'], /--branch is given more than once/],
    ['what looks like an option after --', [...full.slice(1), '--', 'upload', 'a.txt'], /No command given/],
    ['a name that would steer', [...full, '--a\n\u001b[2Jb', 'a.txt'], /--a \\x1b\[2Jb/],
    [
      'no message',
      ['upload', '--server', 'localhost:1', '--repo', 'ns/name', '--branch', 'main', 'a.txt'],
      /--message is missing/,
    ],
    [
      'a server below a path',
      [...full, '--server', 'http://localhost:1/behind/a/prefix', 'a.txt'],
      /has no path, but this one has “\/behind\/a\/prefix”/,
    ],
    [
      'a repository on another server',
      [...full, '--repo', 'https://elsewhere.example/ns/name', 'a.txt'],
      /--repo is on https:\/\/elsewhere\.example, but --server is http:\/\/localhost:1/,
    ],
    ['a repository without a name', [...full, '--repo', 'name', 'a.txt'], /“name” is not a repository name/],
  ] as const) {
    it(`are told with the usage, and exit code 2: ${what}`, async () => {
      const { code, stdout, stderr } = await startCommand(args, { key: 'a-key-that-nobody-prints' }).outcome;

      assert.equal(code, 2);
      assert.match(stderr, words);
      assert.match(stderr, /Usage: headless\.js upload/);
      assert.equal(stdout, '');
    });
  }
});

describe('wrong arguments with --json', () => {
  it('are told on stdout, and the last line is “done”', async () => {
    const { code, events, done } = await startCommand(['upload', '--json', '--frobnicate']).outcome;

    assert.equal(code, 2);
    assert.match(events[0]?.message ?? '', /--frobnicate/);
    assert.deepEqual([events.length, done.result, done.verified], [2, 'failed', false]);
  });
});

for (const option of ['--help', '-h']) {
  it(`${option} tells the usage on stdout, whatever else is wrong`, async () => {
    const { code, stdout, stderr } = await startCommand(['upload', '--frobnicate', option]).outcome;

    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^Usage: headless\.js upload/);
  });
}

describeOn(ANY, 'paths', (bench) => {
  const folder = useTempFolder();

  it('are all that comes after --, whatever they look like', async () => {
    const to = await bench.repository();
    await writeFiles({ [folder('--help')]: 'h', [folder('--json')]: 'j', [folder(' ')]: 'blank' });

    const { code } = await upload({ to, paths: ['--', '--help', '--json', ' '], cwd: folder() });

    assert.equal(code, 0);
    assert.deepEqual([...(await to.contents()).keys()], [' ', '--help', '--json']);
  });

  for (const [path, cwd] of [
    ['.', 'here'],
    ['./', 'here'],
    ['..', 'here/deep'],
    ['here/.', ''],
    ['here/deep/..', ''],
  ] as const) {
    it(`that end in a dot land like cp -r, hidden files too: ${path}`, async () => {
      const to = await bench.repository();
      await writeFiles({ [folder('here/.hidden')]: 'a', [folder('here/deep/b.txt')]: 'b' });

      const { code } = await upload({ to, paths: [path], into: 'into', cwd: folder(cwd) });

      assert.equal(code, 0);
      assert.deepEqual([...(await to.contents()).keys()], ['into/.hidden', 'into/deep/b.txt']);
    });
  }

  it('that land at the same place are refused, all of them', async () => {
    const to = await bench.repository();
    await writeFiles({ [folder('a/x')]: '1', [folder('b/x')]: '2' });

    const { code, told, done } = await upload({ to, paths: ['a/.', 'b/x'], cwd: folder() });

    assert.equal(code, 1);
    assert.match(told, /a\/x would be uploaded to the same path/);
    assert.match(told, /b\/x would be uploaded to the same path/);
    assert.deepEqual([done.files.refused, await to.branches()], [2, []]);
  });

  it('that go up from a file are refused before anything is made', async () => {
    const to = await bench.repository();
    await writeFiles({ [folder('f')]: '1', [folder('notes')]: 'private' });

    const { code, told, done } = await upload({ to, paths: ['f', 'f/../notes'], cwd: folder() });

    assert.match(told, /f\/\.\.\/notes leads up/);
    assert.deepEqual([code, done.result, await to.branches()], [1, 'failed', []]);
  });

  it('of which one is empty are not uploaded at all', async () => {
    const to = await bench.repository();
    await writeFiles({ [folder('private')]: 'secret' });

    const { code, done } = await upload({ to, paths: ['private', ''], cwd: folder() });

    assert.deepEqual([code, done.result, await to.branches()], [2, 'failed', []]);
  });
});

describe('the author', () => {
  const folder = useTempFolder();
  const cases = [
    ['is not known', [], /The commit author is unknown.*Add --author and --email/],
    [
      'does not get the address of somebody else',
      ['--author', 'Bob'],
      /The e-mail address of Bob is unknown.*Add --email/,
    ],
    [
      'does not get the name of somebody else',
      ['--email', 'bob@example.org'],
      /author with e-mail address bob@example\.org is unknown.*Add --author/,
    ],
  ] as const;
  for (const [what, flags, words] of cases) {
    it(`${what}: exit code 1, with what to give`, async () => {
      if (flags.length > 0)
        await writeFiles({ [folder('user_config.toml')]: 'name = "Cfg"\nemail = "cfg@example.org"\n' });

      const { code, told } = await upload({
        to: { origin: 'http://127.0.0.1:1', name: 'ns/name', key: 'no-claims-in-it' },
        paths: ['/etc/hostname'],
        anonymous: true,
        flags,
        env: { OXEN_CONFIG_DIR: folder() },
      });

      assert.equal(code, 1);
      assert.match(told, words);
    });
  }
});
