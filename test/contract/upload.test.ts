import assert from 'node:assert/strict';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { upload } from './support/headless';
import { contentsOf, together } from './support/contents';
import { useProxy } from './support/proxy';
import { describeOn, EVERY } from './support/servers';

describeOn(EVERY, 'an upload', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();

  it('makes one commit with the message and the author, and leaves no workspace', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('data/a.txt')]: 'a', [folder('data/deep/b.txt')]: 'bb' });

    const { code, done } = await upload({ to: repository, paths: [folder('data')], message: 'two files' });

    assert.equal(code, 0);
    const [commit, first, ...others] = await repository.history();
    assert(commit !== undefined && first !== undefined);
    assert.deepEqual(others, [], 'an empty repository gets its own first commit, and ours');
    assert.match(commit.message, /^two files\n\nUpload-Id: [0-9a-f-]{36}$/);
    assert.deepEqual([commit.author, commit.email], ['Ada', 'ada@example.org']);
    assert.deepEqual(done, {
      type: 'done',
      result: 'committed',
      verified: true,
      commit: commit.id,
      files: { uploaded: 2, unchanged: 0, skipped: 0, refused: 0, failed: 0 },
      bytes: 3,
      engine: 'stage-files',
    });
    assert.deepEqual(await repository.contents(), await contentsOf([folder('data')]));
    assert.deepEqual(await repository.workspaces(), []);
  });

  it('puts files and folders below --into, like cp -r', async () => {
    const repository = await bench.repository();
    await writeFiles({
      [folder('one.txt')]: '1',
      [folder('data/two.txt')]: '2',
      [folder('more/in/here.txt')]: '3',
    });
    const paths = ['one.txt', 'data', 'more/in'].map((name) => folder(name));

    const { code } = await upload({ to: repository, paths, into: 'some/where' });

    assert.equal(code, 0);
    const contents = await repository.contents();
    assert.deepEqual(
      [...contents.keys()],
      ['some/where/data/two.txt', 'some/where/in/here.txt', 'some/where/one.txt'],
    );
    assert.deepEqual(contents, await contentsOf(paths, 'some/where'));
  });

  it('of a folder, and then a file beside it, is verified, and the second time nothing is to be done', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('d/in.txt')]: 'in', [folder('beside.txt')]: 'beside' });
    const paths = [folder('d'), folder('beside.txt')];

    const first = await upload({ to: repository, paths });
    const second = await upload({ to: repository, paths });

    assert.equal(first.code, 0, first.told);
    assert.deepEqual([second.code, second.done.commit, second.done.files.unchanged], [0, null, 2]);
    assert.deepEqual(await repository.contents(), await contentsOf(paths));
  });

  it('sends only what changed, and leaves the rest of the branch alone', async () => {
    const repository = await bench.repository();
    await writeFiles({
      [folder('d/same.txt')]: 'same',
      [folder('d/edited.txt')]: 'before',
      [folder('other.txt')]: 'x',
    });
    await upload({ to: repository, paths: [folder('d'), folder('other.txt')] });
    await writeFiles({ [folder('d/edited.txt')]: 'after!', [folder('d/new.txt')]: 'new' });

    const { code, done } = await upload({ to: repository, paths: [folder('d')] });

    assert.equal(code, 0);
    assert.deepEqual(done.files, { uploaded: 2, unchanged: 1, skipped: 0, refused: 0, failed: 0 });
    assert.equal(done.bytes, 'after!new'.length);
    assert.deepEqual(await repository.contents(), await contentsOf([folder('d'), folder('other.txt')]));
    assert.equal((await repository.history()).length, 3);
  });

  it('makes no commit and sends nothing when all of it is there already', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('data/a.txt')]: 'a', [folder('data/b.txt')]: '' });
    await upload({ to: repository, paths: [folder('data')] });
    const history = await repository.history();

    const { code, done } = await upload({ to: repository, paths: [folder('data')] });

    assert.equal(code, 0);
    assert.equal(done.commit, null);
    assert.equal(done.bytes, 0);
    assert.deepEqual(done.files, { uploaded: 0, unchanged: 2, skipped: 0, refused: 0, failed: 0 });
    assert.deepEqual(await repository.history(), history);
    assert.deepEqual(await repository.workspaces(), []);
  });

  it('of the same once more asks for no listing: that of the check is kept', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('d/a.txt')]: 'a', [folder('d/x/b.txt')]: 'b', [folder('d/x/y/c.txt')]: 'c' });
    const proxy = await proxyTo(bench.server().origin);
    const selection = { to: repository.by(proxy.origin), paths: [folder('d')] };
    await upload(selection);
    const before = proxy.seen.length;

    const { code, done } = await upload(selection);

    assert.deepEqual([code, done.files.unchanged], [0, 3]);
    assert.deepEqual(
      proxy.seen.slice(before).filter((call) => call.includes('/dir/')),
      [],
    );
  });

  it('makes a missing repository and a missing branch with --create', async () => {
    const existing = await bench.repository();
    const missing = { origin: existing.origin, key: existing.key, name: bench.unusedName() };
    await writeFiles({ [folder('a.txt')]: 'a', [folder('b.txt')]: 'b' });
    const flags = ['--create'];

    assert.equal((await upload({ to: missing, paths: [folder('a.txt')], flags })).code, 0);
    const side = { to: missing, paths: [folder('b.txt')], branch: 'side/branch', flags };
    assert.equal((await upload(side)).code, 0);

    const repository = existing.named(missing.name);
    const [a, b] = [await contentsOf([folder('a.txt')]), await contentsOf([folder('b.txt')])];
    assert.deepEqual(await repository.contents(), a);
    assert.deepEqual(await repository.contents('side/branch'), together(a, b));
  });
});
