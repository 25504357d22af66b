import assert from 'node:assert/strict';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { startCommand, upload } from './support/headless';

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
    ['no command', [], /No command was given/],
    ['nothing selected', full, /Nothing is selected/],
    ['an unknown option', [...full, '--frobnicate', 'a.txt'], /--frobnicate/],
    ['an unknown engine', [...full, '--engine', 'steam', 'a.txt'], /--engine cannot be “steam”/],
    ['a limit that is no bandwidth', [...full, '--limit-rate', 'fast', 'a.txt'], /“fast” is no bandwidth/],
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
    [
      'a repository without a name',
      [...full, '--repo', 'name', 'a.txt'],
      /“name” does not name a repository/,
    ],
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

describe('the author', () => {
  const folder = useTempFolder();
  const cases = [
    ['is not known', [], /It is not known who the commit is by.*Give --author and --email/],
    [
      'does not get the address of somebody else',
      ['--author', 'Bob'],
      /It is not known by which e-mail address Bob commits.*Give --email/,
    ],
    [
      'does not get the name of somebody else',
      ['--email', 'bob@example.org'],
      /It is not known whose e-mail address bob@example\.org is.*Give --author/,
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
