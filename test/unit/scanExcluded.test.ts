import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { DEFAULT_EXCLUDES } from '../../src/core/files/scan/excludeGlobs';
import { UserError } from '../../src/core/userError';
import { scanned } from './scanned';
import { useTempFolder, writeFiles } from './tempFolder';

describe('a scan with patterns of what to exclude', () => {
  const at = useTempFolder();

  it('names an excluded folder once, and does not read it', async () => {
    await writeFiles({
      [at('app/a.js')]: '',
      [at('app/lib/node_modules/b/c.js')]: '',
      [at('app/.DS_Store')]: '',
    });
    await mkdir(at('app/__pycache__'), { mode: 0o000 });

    const { names, skipped, failed } = await scanned([at('app')], { excludeGlobs: DEFAULT_EXCLUDES });

    assert.deepEqual(names, ['app/a.js']);
    assert.deepEqual(skipped, [
      [at('app/.DS_Store'), 'excluded'],
      [at('app/__pycache__'), 'excluded'],
      [at('app/lib/node_modules'), 'excluded'],
    ]);
    assert.deepEqual(failed, []);
  });

  for (const [glob, excluded] of [
    ['*.tmp', ['a.tmp', 'sub/a.tmp']],
    ['**/*.tmp', ['a.tmp', 'sub/a.tmp']],
    ['set/*.tmp', ['a.tmp']],
    ['set/sub', ['sub']],
    ['set/sub/', ['sub']],
    ['set/sub/**', ['sub']],
    ['sub', ['sub']],
    ['*.{tmp,txt}', ['a.tmp', 'b.txt', 'sub/a.tmp', 'sub/b.txt']],
    ['**/.*', ['.hidden']],
    ['[[:alpha:]].tmp', ['a.tmp', 'sub/a.tmp']],
    ['', []],
  ] as const) {
    it(`takes “${glob}” as files.exclude does, from where names begin`, async () => {
      const all = ['.hidden', 'a.tmp', 'b.txt', 'sub/a.tmp', 'sub/b.txt'];
      await writeFiles(Object.fromEntries(all.map((name) => [at(`set/${name}`), ''])));

      const { skipped } = await scanned([at('set')], { excludeGlobs: [glob] });

      assert.deepEqual(
        skipped,
        excluded.map((name) => [at(`set/${name}`), 'excluded']),
      );
    });
  }

  for (const [what, globs] of [
    ['thousands of patterns', Array.from({ length: 4000 }, (_, i) => `**/*${i}.tmp`)],
    ['one that lists thousands', [`{${Array.from({ length: 6000 }, (_, i) => `*${i}.tmp`).join(',')}}`]],
    ['many long ones', Array.from({ length: 100 }, (_, i) => `*${'x'.repeat(10_000)}${i},`).concat('*.tmp')],
  ] as const) {
    it(`takes ${what}`, async () => {
      await writeFiles({ [at('a1.txt')]: '', [at('b3999.tmp')]: '', [at('ж3998.tmp')]: '' });

      const { names } = await scanned([at('.')], { excludeGlobs: globs });

      assert.deepEqual(names, [`${basename(at())}/a1.txt`]);
    });
  }

  for (const [what, glob] of [
    ['too long for an engine', 'a'.repeat(60_000)],
    ['above the limit of minimatch', 'a'.repeat(70_000)],
    ['that nests too deep', '@('.repeat(20_000)],
  ] as const) {
    it(`refuses a pattern ${what}, in words, before it reads anything`, async () => {
      await assert.rejects(scanned([at('missing')], { excludeGlobs: ['*.tmp', glob] }), (error) => {
        assert(error instanceof UserError);
        assert.match(error.message, /^The exclude pattern “.{40}…” is too long or too nested\.$/);
        assert.match(error.advice ?? '', /oxen\.upload\.exclude/);
        return true;
      });
    });
  }

  it('takes patterns from the workspace folder on, whatever the files will be called', async () => {
    const all = ['data/private/a', 'data/b', 'other/data/private/c'];
    await writeFiles(Object.fromEntries(all.map((name) => [at(name), ''])));
    const options = { excludeGlobs: ['data/private/**'], workspaceFolders: [at('')] };

    const byName = await scanned([at('data'), at('other/data')], { ...options, names: ['data', 'here'] });
    assert.deepEqual(byName.names, ['data/b', 'here/private/c']);
    assert.deepEqual(byName.skipped, [[at('data/private'), 'excluded']]);
    const elsewhere = await scanned([at('data')], {
      excludeGlobs: ['data/private/**'],
      workspaceFolders: ['/w'],
    });
    assert.deepEqual(elsewhere.names, ['data/b']);
  });

  it('takes what was selected inside an excluded folder', async () => {
    await writeFiles({ [at('node_modules/b/c.js')]: '' });
    const options = { excludeGlobs: DEFAULT_EXCLUDES, names: ['node_modules/b'] };
    assert.deepEqual((await scanned([at('node_modules/b')], options)).names, ['node_modules/b/c.js']);
  });

  it('takes all of what is to go anyway, but never the book-keeping of git and Oxen', async () => {
    await writeFiles({
      [at('.oxenignore')]: 'cache/\n*.log',
      [at('set/cache/a.log')]: '',
      [at('set/cache/deep/node_modules/b')]: '',
      [at('set/cache/.git/HEAD')]: '',
      [at('set/c.log')]: '',
    });

    const { names, skipped } = await scanned([at('set')], {
      excludeGlobs: DEFAULT_EXCLUDES,
      anyway: [at('set/cache')],
    });

    assert.deepEqual(names, ['set/cache/a.log', 'set/cache/deep/node_modules/b']);
    assert.deepEqual(skipped, [[at('set/c.log'), 'ignored']]);
  });
});
