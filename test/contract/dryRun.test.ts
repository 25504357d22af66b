import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import * as v from 'valibot';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { type Outcome, startCommand, upload } from './support/headless';
import { useProxy } from './support/proxy';
import { ANY, CLIENT_DECIDES, describeOn } from './support/servers';
import { someoneElseCommits } from './support/someoneElse';
import { xxh3 } from './support/xxh3';

const PlanLine = v.object({
  path: v.string(),
  destination: v.optional(v.string()),
  action: v.string(),
  size: v.optional(v.number()),
  hash: v.optional(v.string()),
  reason: v.optional(v.string()),
});

/** Lines of the plan, in the order of paths. */
function planIn({ stdout }: Outcome) {
  const lines = stdout.split('\n').filter((line) => line.startsWith('{"type":"plan"'));
  return lines
    .map((line) => v.parse(PlanLine, JSON.parse(line)))
    .sort((one, other) => (one.path < other.path ? -1 : 1));
}

function actionsIn(outcome: Outcome, folder: string) {
  return Object.fromEntries(
    planIn(outcome).map(({ path, action }) => [path.slice(folder.length + 1), action]),
  );
}

describeOn(CLIENT_DECIDES, 'a dry run', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();
  const flags = ['--dry-run', '--skip-refused'];

  it('says of every file what would happen to it, and makes nothing', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('d/same.txt')]: 'same', [folder('d/edited.txt')]: 'before' });
    await upload({ to: repository, paths: [folder('d')] });
    const history = await repository.history();
    await writeFiles({
      [folder('d/edited.txt')]: 'File 2', // whose hash begins with a zero (docs/protocol/hashes.md#spelling)
      [folder('d/new/empty')]: '',
      [folder('d/.oxenignore')]: '*.tmp\n',
      [folder('d/x.tmp')]: '',
      [folder('d/back\\slash')]: '',
    });
    const proxy = await proxyTo(bench.server().origin);

    const outcome = await upload({ to: repository.by(proxy.origin), paths: [folder('d')], flags });

    assert.equal(outcome.code, 0, outcome.told);
    const planned = async (name: string, action: string, content: string) => ({
      path: folder('d', name),
      destination: `d/${name}`,
      action,
      size: content.length,
      hash: await xxh3(Buffer.from(content)),
    });
    const reason = 'names with a backslash are not supported';
    assert.deepEqual(planIn(outcome), [
      await planned('.oxenignore', 'new', '*.tmp\n'),
      { path: folder('d/back\\slash'), destination: 'd/back\\slash', reason, action: 'refused' },
      await planned('edited.txt', 'changed', 'File 2'),
      await planned('new/empty', 'new', ''),
      await planned('same.txt', 'unchanged', 'same'),
      { path: folder('d/x.tmp'), reason: 'ignored', action: 'skipped' },
    ]);
    assert.deepEqual(
      [outcome.done.commit, outcome.done.files],
      [null, { uploaded: 0, unchanged: 1, skipped: 1, refused: 1, failed: 0 }],
    );
    assert.deepEqual(
      proxy.seen.filter((call) => !call.startsWith('GET ')),
      [],
    );
    assert.deepEqual(await repository.history(), history);
    assert.deepEqual(await repository.workspaces(), []);
  });

  it('knows a directory again that has not changed, and sees what others changed in it', async () => {
    const repository = await bench.repository();
    const files = ['a', 'b', 'c'].flatMap((name) =>
      [1, 2, 3].map((i): [string, string] => [folder('d', name, `${i}.txt`), name]),
    );
    await writeFiles(Object.fromEntries(files));
    await upload({ to: repository, paths: [folder('d')] });
    const proxy = await proxyTo(bench.server().origin);
    const planned = async () => {
      const before = proxy.seen.length;
      const outcome = await upload({ to: repository.by(proxy.origin), paths: [folder('d')], flags });
      const listed = proxy.seen.slice(before).filter((call) => /\/dir\//.test(call)).length;
      return { actions: actionsIn(outcome, folder('d')), listed };
    };
    const same = Object.fromEntries(
      ['a', 'b', 'c'].flatMap((name) => [1, 2, 3].map((i) => [`${name}/${i}.txt`, 'unchanged'])),
    );

    assert.deepEqual(await planned(), { actions: same, listed: 4 });
    assert.deepEqual(await planned(), { actions: same, listed: 0 });

    await someoneElseCommits(repository, { path: 'd/b/2.txt', text: 'theirs' });
    assert.deepEqual(await planned(), { actions: { ...same, 'b/2.txt': 'changed' }, listed: 2 });

    await someoneElseCommits(repository, { path: 'd/b/2.txt', text: 'b' });
    assert.deepEqual((await planned()).actions, same);
  });

  it('says what --create would make, makes none of it, and compares with where the branch would begin', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('d/a.txt')]: 'a' });
    await upload({ to: repository, paths: [folder('d')] });
    await writeFiles({ [folder('d/b.txt')]: 'b' });
    const create = { paths: [folder('d')], flags: ['--dry-run', '--create'] };

    const branch = await upload({ ...create, to: repository, branch: 'side' });
    const other = repository.named(bench.unusedName());
    const missing = await upload({ ...create, to: other });

    assert.match(branch.stdout, /The branch side will be created from main\./);
    assert.deepEqual(actionsIn(branch, folder('d')), { 'a.txt': 'unchanged', 'b.txt': 'new' });
    assert.deepEqual(await repository.branches(), ['main']);
    assert.match(missing.stdout, /The repository \S+ will be created\./);
    assert.deepEqual(actionsIn(missing, folder('d')), { 'a.txt': 'new', 'b.txt': 'new' });
    assert.equal((await other.request('GET', 'branches')).status, 404);
    assert.deepEqual([branch.code, missing.code], [0, 0]);
  });
});

describeOn(ANY, 'the exit code of a dry run', (bench) => {
  const folder = useTempFolder();

  it('is 1 when a file is refused or cannot be read', async () => {
    const repository = await bench.repository();
    await writeFiles({ [folder('d/a.txt')]: 'a', [folder('d/back\\slash')]: '' });
    const refused = await upload({ to: repository, paths: [folder('d')], flags: ['--dry-run'] });
    const gone = await upload({
      to: repository,
      paths: [folder('d/a.txt'), folder('gone')],
      flags: ['--dry-run'],
    });

    assert.deepEqual([refused.code, refused.done.files.refused], [1, 1]);
    assert.deepEqual([gone.code, gone.done.files.failed], [1, 1]);
    assert.match(gone.told, /failed: .*\/gone/);
  });

  it('is 0 without a message and an author, and sentences tell the plan', async () => {
    const repository = await bench.repository();
    await writeFile(folder('a.txt'), 'content');
    const where = ['--server', repository.origin, '--repo', repository.name, '--branch', 'main'];

    const { code, stderr } = await startCommand(['upload', ...where, '--dry-run', folder('a.txt')], {
      key: 'says-nothing-of-its-owner',
    }).outcome;

    assert.equal(code, 0, stderr);
    assert.match(stderr, new RegExp(`new: ${folder('a.txt')} as a\\.txt \\(7 B\\)`));
    assert.match(stderr, /1 file would be uploaded\./);
  });
});
