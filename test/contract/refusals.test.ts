import assert from 'node:assert/strict';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { contentsOf, together } from './support/contents';
import { upload } from './support/headless';
import { CLIENT_DECIDES, describeOn } from './support/servers';

describeOn(CLIENT_DECIDES, 'what cannot be uploaded', (bench) => {
  const folder = useTempFolder();

  it('refuses a file where the branch holds a directory, and sends nothing', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('first/thing/inside.txt')]: 'inside', [folder('first/then.txt')]: 'then' });
    await upload({ to: repository, paths: [folder('first')] });
    await writeFiles({
      [folder('second/first/thing')]: 'a file now',
      [folder('second/first/new.txt')]: 'new',
    });
    const before = await repository.contents();

    const { code, done, told } = await upload({ to: repository, paths: [folder('second/first')] });

    assert.equal(code, 1);
    assert.match(told, /second\/first\/thing: .*the branch has a directory with that name/);
    assert.deepEqual([done.commit, done.files.refused, done.files.uploaded, done.bytes], [null, 1, 0, 0]);
    assert.deepEqual(await repository.contents(), before);
    assert.deepEqual(await repository.workspaces(), []);
  });

  it('refuses files below a path where the branch holds a file; --skip-refused uploads the others', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('first/thing')]: 'a file' });
    await upload({ to: repository, paths: [folder('first')] });
    await writeFiles({
      [folder('second/first/thing/one.txt')]: '1',
      [folder('second/first/thing/deep/two.txt')]: '2',
      [folder('second/first/fine.txt')]: 'fine',
    });
    const before = await repository.contents();

    const refused = await upload({ to: repository, paths: [folder('second/first')] });
    assert.equal(refused.code, 1);
    assert.equal(refused.done.files.refused, 2);
    assert.match(refused.told, /thing\/one\.txt: the branch has a file named first\/thing/);
    assert.deepEqual(await repository.contents(), before);

    const skipped = await upload({
      to: repository,
      paths: [folder('second/first')],
      flags: ['--skip-refused'],
    });
    assert.equal(skipped.code, 0);
    assert.deepEqual([skipped.done.files.refused, skipped.done.files.uploaded], [2, 1]);
    const fine = await contentsOf([folder('second/first/fine.txt')], 'first');
    assert.deepEqual(await repository.contents(), together(before, fine));
  });

  it('refuses a name that the server would lose, and two files for one path', async () => {
    const repository = await bench.repository();
    await writeFiles({
      [folder('a/back\\slash.txt')]: 'lost',
      [folder('a/line\nbreak.txt')]: 'lost',
      [folder('one/same.txt')]: '1',
      [folder('two/same.txt')]: '2',
      [folder('fine.txt')]: 'fine',
    });
    // Only Linux keeps a name that is not UTF-8.
    const notUtf8 = process.platform === 'linux' ? 1 : 0;
    if (notUtf8) await writeFile(Buffer.concat([Buffer.from(folder('a/caf')), Buffer.from([0xe9])]), 'lost');
    const paths = ['a', 'one/same.txt', 'two/same.txt', 'fine.txt'].map((name) => folder(name));

    const { code, told, done } = await upload({ to: repository, paths, flags: ['--skip-refused'] });

    assert.equal(code, 0);
    assert.equal(done.files.refused, 4 + notUtf8);
    if (notUtf8) assert.match(told, /caf\uFFFD: .*not valid Unicode/);
    assert.match(told, /names with a backslash are not supported/);
    assert.match(told, /line\nbreak\.txt: .*control character/);
    assert.match(told, /would be uploaded to the same path/);
    assert.deepEqual(await repository.contents(), await contentsOf([folder('fine.txt')]));
  });

  it('skips symbolic links and what .oxenignore names, and says so', async () => {
    const repository = await bench.repository();
    await writeFiles({
      [folder('d/.oxenignore')]: '*.tmp\nbuild/\n',
      [folder('d/keep.txt')]: 'keep',
      [folder('d/drop.tmp')]: 'drop',
      [folder('d/build/out.txt')]: 'out',
    });
    await symlink('keep.txt', folder('d/link'));

    const { code, done, events } = await upload({ to: repository, paths: [folder('d')] });

    assert.equal(code, 0);
    assert.deepEqual([...(await repository.contents()).keys()], ['d/.oxenignore', 'd/keep.txt']);
    assert.equal(done.files.skipped, 3);
    const skipped = events.filter(({ type }) => type === 'skipped').map(({ path, reason }) => [path, reason]);
    assert.deepEqual(skipped.sort(), [
      [folder('d/build'), 'ignored'],
      [folder('d/drop.tmp'), 'ignored'],
      [folder('d/link'), 'symlink'],
    ]);
  });

  it('follows links inside the folder with --symlinks follow, and heeds .gitignore with --gitignore', async () => {
    const repository = await bench.repository();
    await writeFiles({
      [folder('secret.txt')]: 'secret',
      [folder('d/.git/HEAD')]: '',
      [folder('d/.gitignore')]: '*.log\n',
      [folder('d/in/.gitignore')]: '!keep.log\n',
      [folder('d/in/keep.log')]: 'keep',
      [folder('d/in/drop.log')]: 'drop',
    });
    await symlink('in/keep.log', folder('d/link'));
    await symlink('in', folder('d/folder'));
    await symlink('../secret.txt', folder('d/out'));

    const flags = ['--symlinks', 'follow', '--gitignore'];
    const { code, told, events } = await upload({ to: repository, paths: [folder('d')], flags });

    assert.equal(code, 0, told);
    const expected = [
      '.gitignore',
      'folder/.gitignore',
      'folder/keep.log',
      'in/.gitignore',
      'in/keep.log',
      'link',
    ];
    assert.deepEqual(
      [...(await repository.contents()).keys()],
      expected.map((name) => `d/${name}`),
    );
    assert.equal(await repository.text('d/link'), 'keep');
    const skipped = events.filter(({ type }) => type === 'skipped').map(({ path, reason }) => [path, reason]);
    assert.deepEqual(skipped, [
      [folder('d/folder/drop.log'), 'gitignored'],
      [folder('d/in/drop.log'), 'gitignored'],
      [folder('d/out'), 'symlink-outside'],
    ]);
  });

  it('uploads names that differ only in case or normalisation, with a warning', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('d/Read.me')]: '1', [folder('d/\u00FC')]: '2' });
    await upload({ to: repository, paths: [folder('d')] });
    await writeFiles({ [folder('d/read.me')]: '3', [folder('d/u\u0308')]: '4', [folder('d/U\u0308')]: '5' });
    await rm(folder('d/Read.me'));

    const { code, events } = await upload({ to: repository, paths: [folder('d')] });

    assert.equal(code, 0);
    assert.equal((await repository.contents()).size, 5);
    const warnings = events.filter(({ type }) => type === 'warning');
    assert.deepEqual(
      new Map(warnings.map(({ paths, reason }) => [String(paths), reason])),
      new Map([
        ['d/U\u0308,d/u\u0308', 'they differ only in case'],
        ['d/U\u0308,d/\u00FC', 'they differ only in case and in the encoding of accents'],
        ['d/read.me,d/Read.me', 'they differ only in case'],
      ]),
    );
  });

  it('says that everything is ignored, that a folder is empty, or that nothing is there', async () => {
    const repository = await bench.repository();
    await mkdir(folder('empty/inside'), { recursive: true });
    const empty = await upload({ to: repository, paths: [folder('empty')] });
    assert.equal(empty.code, 1);
    assert.match(empty.told, /The selected folder contains no files/);

    await writeFiles({ [folder('ignored/.oxenignore')]: '*\n', [folder('ignored/a.txt')]: 'a' });
    const { code, told, done, events } = await upload({ to: repository, paths: [folder('ignored')] });
    assert.equal(code, 1);
    assert.match(told, /Everything selected is ignored by \.oxenignore/);
    assert.deepEqual([done.commit, done.files.skipped], [null, 2]);
    const skipped = events.filter(({ type }) => type === 'skipped').map(({ path }) => path);
    assert.deepEqual(skipped, [folder('ignored/.oxenignore'), folder('ignored/a.txt')]);

    const dry = await upload({ to: repository, paths: [folder('ignored')], flags: ['--dry-run'] });
    assert.deepEqual([dry.code, dry.done.files.skipped], [1, 2]);
    const planned = dry.events.filter(({ type }) => type === 'plan').map(({ path }) => path);
    assert.deepEqual(planned, skipped);

    const gone = await upload({ to: repository, paths: [folder('not there')] });
    assert.equal(gone.code, 1);
    assert.match(gone.told, /\/not there does not exist\.: Check the path/);
    assert.equal(gone.done.files.failed, 1);
    assert.deepEqual(await repository.history(), []);
  });
});
