import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, readFile } from 'node:fs/promises';
import { delimiter, dirname } from 'node:path';
import { findIdentity } from '../../src/core/config/identity';
import { useTempFolder, writeFiles } from './tempFolder';

const ADA = { name: 'Ada', email: 'ada@example.org' };
const BOB = { name: 'Bob', email: 'bob@example.org' };

describe('who a commit is by', () => {
  const folder = useTempFolder();
  const variables = [
    'OXEN_CONFIG_DIR',
    'HOME',
    'USERPROFILE',
    'GIT_CONFIG_GLOBAL',
    'GIT_CONFIG_SYSTEM',
    'GIT_CEILING_DIRECTORIES',
    'PATH',
    'OXEN_API_KEY',
    'OTHER_KEY',
  ];
  const before = new Map(variables.map((name) => [name, process.env[name]]));

  beforeEach(() => {
    delete process.env['OXEN_CONFIG_DIR'];
    process.env['HOME'] = process.env['USERPROFILE'] = folder('home');
    process.env['GIT_CONFIG_GLOBAL'] = process.env['GIT_CONFIG_SYSTEM'] = folder('no such file');
    process.env['GIT_CEILING_DIRECTORIES'] = folder();
  });
  afterEach(() => {
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  });

  const config = ({ name, email }: typeof ADA) => `name = "${name}"\nemail = "${email}"\n`;
  const find = (key?: string) => findIdentity({ key, place: folder() });

  it('is said by the key, first of all', async () => {
    await writeFiles({ [folder('home/.config/oxen/user_config.toml')]: config(BOB) });
    assert.deepEqual(await find(keyWith({ id: '1', ...ADA })), ADA);
  });

  it('is said by the Oxen command line’s file', async () => {
    await writeFiles({ [folder('home/.config/oxen/user_config.toml')]: config(BOB) });
    assert.deepEqual(await find('no-claims'), BOB);
    assert.deepEqual(await find(), BOB);
  });

  it('is said by that file in OXEN_CONFIG_DIR, when that is set', async () => {
    await writeFiles({
      [folder('home/.config/oxen/user_config.toml')]: config(BOB),
      [folder('elsewhere/user_config.toml')]: config(ADA),
    });
    process.env['OXEN_CONFIG_DIR'] = folder('elsewhere');
    assert.deepEqual(await find(), ADA);
  });

  function initGit({ name, email }: typeof ADA) {
    execFileSync('git', ['init', '-q', folder()]);
    execFileSync('git', ['-C', folder(), 'config', 'user.name', name]);
    execFileSync('git', ['-C', folder(), 'config', 'user.email', email]);
  }

  it('is said by git where it is asked: in the folder, or the one of the file', async () => {
    initGit(ADA);
    await writeFiles({ [folder('a.txt')]: '' });
    assert.deepEqual(await find(), ADA);
    assert.deepEqual(await findIdentity({ key: undefined, place: folder('a.txt') }), ADA);
    assert.equal(await findIdentity({ key: undefined, place: dirname(folder()) }), undefined);
  });

  it('is asked of git without the key, and without a question on the terminal', async () => {
    const [git, seenBy] = [folder('bin/git'), folder('seen')];
    await writeFiles({ [git]: `#!/bin/sh\nenv >> '${seenBy}'\n` });
    await chmod(git, 0o755);
    process.env['PATH'] = [dirname(git), process.env['PATH']].join(delimiter);
    process.env['OXEN_API_KEY'] = process.env['OTHER_KEY'] = 's3cret';
    await find();
    const seen = await readFile(seenBy, 'utf8');
    assert.ok(!seen.includes('s3cret'));
    assert.match(seen, /^GIT_TERMINAL_PROMPT=0$/m);
  });

  it('is said by the first that knows the name, or the e-mail address, which is given', async () => {
    await writeFiles({ [folder('home/.config/oxen/user_config.toml')]: config(BOB) });
    const otherAda = { name: 'Ada', email: 'ada@work.example' };
    initGit(otherAda);
    const given = (known: Partial<typeof ADA>) =>
      findIdentity({ key: keyWith({ id: '1', ...ADA }), place: folder(), known });

    assert.deepEqual(await given({ name: 'Ada' }), ADA);
    assert.deepEqual(await given({ name: 'Bob' }), BOB);
    assert.deepEqual(await given({ email: BOB.email }), BOB);
    assert.deepEqual(await given({ email: otherAda.email }), otherAda);
    assert.deepEqual(await given({ name: 'Ada', email: otherAda.email }), otherAda);
    assert.equal(await given({ name: 'Eve' }), undefined, 'not the address of somebody else');
    assert.equal(await given({ email: 'eve@example.org' }), undefined);
  });

  for (const [what, key] of [
    ['no claims', 'abc'],
    ['claims that are no JSON', `a.${Buffer.from('nonsense').toString('base64url')}.c`],
    ['claims without a name', keyWith({ email: ADA.email })],
    ['empty claims', keyWith({ name: '', email: '' })],
    ['claims of another kind', keyWith({ name: '1', email: '' })],
  ] as const) {
    it(`is not known from a key with ${what}`, async () => assert.equal(await find(key), undefined));
  }

  it('is not known from a broken file', async () => {
    await writeFiles({ [folder('home/.config/oxen/user_config.toml')]: 'name = [' });
    assert.equal(await find(), undefined);
  });
});

function keyWith(claims: Readonly<Record<string, string>>): string {
  return ['{"alg":"HS256"}', JSON.stringify(claims), 'x']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');
}
