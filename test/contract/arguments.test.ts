import assert from 'node:assert/strict';
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

  it('are also that nobody is known as author', async () => {
    const { code, told } = await upload({
      to: { origin: 'http://127.0.0.1:1', name: 'ns/name', key: 'no-claims-in-it' },
      paths: ['/etc/hostname'],
      anonymous: true,
    });

    assert.equal(code, 1);
    assert.match(told, /It is not known who the commit is by/);
  });
});
