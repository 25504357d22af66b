import assert from 'node:assert/strict';
import { UserError } from '../../src/core/userError';
import { DEFAULT_EXCLUDES } from '../../src/core/files/scan/excludeGlobs';
import { parseArguments, usage, wantsHelp, wantsJson } from '../../src/headless/arguments';

const NEEDED = ['--server', 'localhost:3000', '--repo', 'ns/name', '--branch', 'main', '--message', 'text'];

describe('the arguments of the headless command', () => {
  it('need server, repository, branch, message and paths; the rest has a default', () => {
    assert.deepEqual(parseArguments(['upload', ...NEEDED, 'a.txt', 'dir']), {
      origin: 'http://localhost:3000',
      repository: { namespace: 'ns', name: 'name' },
      branch: 'main',
      directory: '',
      message: 'text',
      author: undefined,
      email: undefined,
      engine: 'auto',
      concurrency: undefined,
      limitRate: undefined,
      create: false,
      allowHttp: false,
      allowSecrets: false,
      onFailure: 'abort',
      onConflict: 'fail',
      resume: false,
      skipRefused: false,
      symlinks: 'skip',
      useGitignore: false,
      excludeGlobs: [...DEFAULT_EXCLUDES],
      dryRun: false,
      receipt: undefined,
      json: false,
      paths: ['a.txt', 'dir'],
    });
  });

  it('are all taken', () => {
    const all = [
      '--into',
      '/some/dir/',
      '--author',
      'Ada',
      '--email',
      'a@b.c',
      '--engine',
      'upload-chunk',
      '--concurrency',
      '3',
      '--limit-rate',
      '1.5MB',
      '--create',
      '--allow-http',
      '--skip-refused',
      '--symlinks',
      'follow',
      '--gitignore',
      '--dry-run',
      '--json',
    ];
    const args = parseArguments(['upload', ...NEEDED, ...all, 'a.txt']);
    const { directory, author, email, engine, create, allowHttp, skipRefused, json } = args;
    assert.deepEqual([directory, author, email, engine], ['some/dir', 'Ada', 'a@b.c', 'upload-chunk']);
    assert.deepEqual([args.symlinks, args.useGitignore, args.dryRun], ['follow', true, true]);
    assert.deepEqual([args.concurrency, args.limitRate], [3, 1_500_000]);
    assert.deepEqual([create, allowHttp, skipRefused, json], [true, true, true, true]);
  });

  it('take patterns of what to exclude one after the other, with those that always are unless told', () => {
    const globsOf = (...options: string[]) =>
      parseArguments(['upload', ...NEEDED, ...options, 'a.txt']).excludeGlobs;
    const some = ['--exclude', '*.tmp', '--exclude', 'raw/**'];
    assert.deepEqual(globsOf(...some), [...DEFAULT_EXCLUDES, '*.tmp', 'raw/**']);
    assert.deepEqual(globsOf(...some, '--no-default-excludes'), ['*.tmp', 'raw/**']);
    assert.throws(() => globsOf('--exclude', ' '), /--exclude is empty/);
  });

  it('need no message for a dry run', () => {
    const needed = NEEDED.slice(0, NEEDED.indexOf('--message'));
    assert.equal(parseArguments(['upload', ...needed, '--dry-run', 'a.txt']).message, '');
  });

  it('may come after the paths; a file with a dash comes after --', () => {
    assert.deepEqual(parseArguments(['upload', 'a.txt', ...NEEDED, '--', '-rf']).paths, ['a.txt', '-rf']);
  });

  it('end at --: what follows is a path, also where it looks like an option or the command', () => {
    const argv = ['upload', ...NEEDED, '--', '--help', '--json', '-h', '--', 'upload', ' '];

    assert.deepEqual(parseArguments(argv).paths, ['--help', '--json', '-h', '--', 'upload', ' ']);
    assert.deepEqual([wantsHelp(argv), wantsJson(argv)], [false, false]);
    assert.deepEqual([wantsHelp(['-h']), wantsHelp(['--help', '--', 'x'])], [true, true]);
    assert.equal(wantsJson(['upload', '--json', '--', 'x']), true);
  });

  it('may give the root as the directory in any way', () => {
    for (const root of ['', '/'])
      assert.equal(parseArguments(['upload', ...NEEDED, '--into', root, 'a']).directory, '');
  });

  for (const [what, argv, words] of [
    ['no command', [], /No command/],
    ['a command after --', [...NEEDED, '--', 'upload', 'a'], /No command/],
    ['an empty path', ['upload', ...NEEDED, ''], /One of the paths is empty/],
    ['an empty path among others', ['upload', ...NEEDED, 'a', '', 'b'], /One of the paths is empty/],
    ['an empty path after --', ['upload', ...NEEDED, '--', ''], /One of the paths is empty/],
    ['a value twice', ['upload', ...NEEDED, '--branch', 'side', 'a'], /--branch is given more than once/],
    ['the same value twice', ['upload', ...NEEDED, '--branch=main', 'a'], /--branch is given more than once/],
    ['an empty message', ['upload', ...NEEDED, '--message', '', 'a'], /--message is missing/],
    ['an empty repository', ['upload', ...NEEDED, '--repo=', 'a'], /--repo is missing/],
    ['an empty author', ['upload', ...NEEDED, '--author', '', 'a'], /--author is empty/],
    ['a blank address', ['upload', ...NEEDED, '--email', ' ', 'a'], /--email is empty/],
    [
      'a directory above the root',
      ['upload', ...NEEDED, '--into', '..', 'a'],
      /“\.\.” is not a valid directory/,
    ],
    ['no bandwidth at all', ['upload', ...NEEDED, '--limit-rate', '0', 'a'], /0 is too low/],
    ['an empty bandwidth', ['upload', ...NEEDED, '--limit-rate=', 'a'], /Invalid bandwidth: \./],
    ['an option for a value', ['upload', ...NEEDED, '--into', '--json', 'a'], /^[^\n]*--into[^\n]*$/],
    ['another command', ['download', ...NEEDED, 'a'], /Unknown command “download”/],
    ['no path', ['upload', ...NEEDED], /Nothing is selected/],
    ['an option without its value', ['upload', 'a', '--server'], /--server/],
    ['an unknown option', ['upload', ...NEEDED, '--colour', 'a'], /--colour/],
    ['an unknown engine', ['upload', ...NEEDED, '--engine', 'rocket', 'a'], /--engine cannot be “rocket”/],
    [
      'an unknown way with links',
      ['upload', ...NEEDED, '--symlinks', 'cut', 'a'],
      /--symlinks cannot be “cut”/,
    ],
    ['no number of requests', ['upload', ...NEEDED, '--concurrency', 'many', 'a'], /parallel requests: many/],
    ['too many requests', ['upload', ...NEEDED, '--concurrency', '17', 'a'], /parallel requests: 17/],
    ['a bandwidth of what', ['upload', ...NEEDED, '--limit-rate', '10MX', 'a'], /Invalid bandwidth: 10MX\./],
    ['a blank message', ['upload', ...NEEDED, '--message', '  ', 'a'], /--message is missing/],
    ['a bad branch', ['upload', ...NEEDED, '--branch', 'a b', 'a'], /“a b” is not a valid branch name/],
    [
      'a bad directory',
      ['upload', ...NEEDED, '--into', 'a/../b', 'a'],
      /“a\/\.\.\/b” is not a valid directory/,
    ],
    [
      'a key in the address',
      ['upload', ...NEEDED, '--server', 'https://me:key@host', 'a'],
      /holds a user name or password/,
    ],
  ] as const) {
    it(`are refused, and the one is named: ${what}`, () => {
      assert.throws(
        () => parseArguments(argv),
        (error) => error instanceof UserError && words.test(error.message),
      );
    });
  }

  for (const [repo, flags, words] of [
    ['https://elsewhere.example/ns/other', [], /--repo is on https:\/\/elsewhere\.example, but --server is/],
    ['https://localhost:3000/ns/name', [], /--repo is on https:\/\/localhost:3000/],
    ['http://localhost:3000/ns/name/dir/other', [], /names another branch \(dir\/other\)/],
    ['http://localhost:3000/ns/name/commits/mainly', [], /names another branch/],
    ['http://localhost:3000/ns/name/dir/main/images', [], /names another directory .* not given/],
    ['http://localhost:3000/ns/name/dir/main/images', ['--into', 'img'], /than --into, which is img/],
    [
      'http://localhost:3000/ns/name/file/main/a.txt',
      [],
      /--repo is the address of a file \(file\/main\/a\.txt\)/,
    ],
  ] as const) {
    it(`are refused when --repo ${repo} ${flags.join(' ')} disagrees with the others`, () => {
      assert.throws(
        () => parseArguments(['upload', ...NEEDED, '--repo', repo, ...flags, 'a']),
        (error) =>
          error instanceof UserError &&
          words.test(error.message) &&
          /Give --repo as ns\/(name|other)/.test(error.advice ?? ''),
      );
    });
  }

  for (const [server, repo, flags] of [
    ['http://localhost:3000/', 'http://localhost:3000/ns/name', []],
    ['localhost:3000', 'http://localhost:3000/ns/name/dir/main', ['--into', 'images']],
    ['localhost:3000', 'http://localhost:3000/ns/name/dir/main/images', ['--into', '/images/']],
    ['hub.oxen.ai', 'https://www.oxen.ai/ns/name/commits/main', []],
    ['www.oxen.ai', 'https://hub.oxen.ai/ns/name', []],
  ] as const) {
    it(`are taken when --repo ${repo} ${flags.join(' ')} agrees with the others`, () => {
      const { repository } = parseArguments([
        'upload',
        ...['--server', server, '--repo', repo, '--branch', 'main', '--message', 'text'],
        ...flags,
        'a',
      ]);
      assert.deepEqual(repository, { namespace: 'ns', name: 'name' });
    });
  }

  it('are all in the usage', () => {
    const options = [
      'server',
      'repo',
      'branch',
      'message',
      'into',
      'author',
      'email',
      'engine',
      'concurrency',
      'limit-rate',
      'create',
      'allow-http',
      'skip-refused',
      'symlinks',
      'gitignore',
      'exclude',
      'no-default-excludes',
      'dry-run',
      'json',
      'help',
    ];
    for (const option of options) assert.ok(usage().includes(`--${option}`), option);
    for (const engine of ['auto', 'stage-files', 'upload-chunk']) assert.ok(usage().includes(engine), engine);
  });
});
