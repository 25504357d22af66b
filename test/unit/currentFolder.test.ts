import assert from 'node:assert/strict';
import { mkdirSync, rmdirSync } from 'node:fs';
import { authorOf } from '../../src/headless/author';
import { selectionOf } from '../../src/headless/selection';
import { useTempFolder, writeFiles } from './tempFolder';

describe('in a folder that was deleted', () => {
  const at = useTempFolder();
  const before = process.cwd();
  const variables = ['HOME', 'OXEN_CONFIG_DIR', 'GIT_CONFIG_GLOBAL'];
  const set = new Map(variables.map((name) => [name, process.env[name]]));

  beforeEach(function () {
    if (process.platform === 'win32') this.skip(); // there a current folder cannot be deleted
    mkdirSync(at('gone'));
    process.chdir(at('gone'));
    rmdirSync(at('gone'));
  });
  afterEach(() => {
    process.chdir(before);
    for (const [name, value] of set) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  });

  it('relative paths are told in words, and absolute ones go on', () => {
    for (const path of ['.', 'a', '../a', './'])
      assert.throws(() => selectionOf([path]), {
        name: 'UserError',
        message: `${path} is relative to the current folder, which no longer exists.`,
      });

    assert.deepEqual(selectionOf([at('a'), `${at()}/.`]), [at('a'), `${at()}/.`]);
  });

  it('git is still asked who its user is', async () => {
    await writeFiles({ [at('config')]: '[user]\nname = Ada\nemail = ada@example.org\n' });
    process.env['HOME'] = process.env['OXEN_CONFIG_DIR'] = at();
    process.env['GIT_CONFIG_GLOBAL'] = at('config');

    assert.deepEqual(await authorOf({ author: undefined, email: undefined }, undefined), {
      author: 'Ada',
      email: 'ada@example.org',
    });
  });
});
