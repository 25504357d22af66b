import assert from 'node:assert/strict';
import { chmod, readFile, rm, stat, writeFile } from 'node:fs/promises';
import * as v from 'valibot';
import { ReceiptFile, ReceiptHead } from '../../src/core/upload/receipt/form';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { type Outcome, startCommand, upload, uploadArguments } from './support/headless';
import { useProxy } from './support/proxy';
import { ANY, describeOn, EVERY } from './support/servers';
import { someoneElseCommits } from './support/someoneElse';
import { xxh3 } from './support/xxh3';

const Receipt = v.object({ ...ReceiptHead.entries, files: v.array(ReceiptFile) });

async function receiptIn(path: string) {
  return v.parse(Receipt, JSON.parse(await readFile(path, 'utf8')));
}

/** Each difference as it is told in JSON, and the last line. */
function linesOf({ events }: Outcome) {
  return events.map(({ type, ...rest }) => ({ type, ...rest }));
}

describeOn(EVERY, 'a receipt', (bench) => {
  const folder = useTempFolder();
  const env = () => ({ XDG_STATE_HOME: folder('state') });
  const verify = (...flags: readonly string[]) =>
    startCommand(['verify', folder('receipt.json'), '--json', ...flags], {
      key: bench.server().key,
      env: env(),
    }).outcome;

  it('has each path with hash, size and outcome, and can be checked again', async () => {
    const to = await bench.repository();
    await writeFiles({ [folder('d/same.txt')]: 'same', [folder('d/edited.txt')]: 'before' });
    const paths = [folder('d'), folder('link')];
    await upload({ to, paths: [folder('d')], env: env() });
    await writeFiles({
      [folder('d/edited.txt')]: 'File 2', // whose hash begins with a zero
      [folder('d/new.txt')]: 'new',
      [folder('d/equal.txt')]: 'new',
      [folder('d/.oxenignore')]: '*.tmp\n',
      [folder('d/x.tmp')]: '',
      [folder('link')]: 'another',
    });

    const uploaded = await upload({ to, paths, env: env(), flags: ['--receipt', folder('receipt.json')] });

    assert.equal(uploaded.code, 0, uploaded.told);
    const { files, ...head } = await receiptIn(folder('receipt.json'));
    const file = async (name: string, content: string, outcome = 'uploaded', source = name) => ({
      path: name,
      source: folder(source),
      hash: await xxh3(Buffer.from(content)),
      size: content.length,
      outcome,
    });
    assert.deepEqual(
      files.sort((one, other) => ((one.source ?? '') < (other.source ?? '') ? -1 : 1)),
      [
        await file('d/.oxenignore', '*.tmp\n'),
        await file('d/edited.txt', 'File 2'),
        await file('d/equal.txt', 'new'),
        await file('d/new.txt', 'new'),
        await file('d/same.txt', 'same', 'unchanged'),
        { source: folder('d/x.tmp'), outcome: 'skipped', reason: 'ignored by .oxenignore' },
        await file('link', 'another'),
      ].sort((one, other) => (one.source < other.source ? -1 : 1)),
    );
    const [newest] = await to.history();
    assert.deepEqual(head.target, { server: to.origin, repository: to.name, branch: 'main', directory: '' });
    assert.deepEqual(head.commit?.id, newest?.id);
    assert.deepEqual([head.result, head.serverVersion.startsWith('0.')], ['committed', true]);
    assert.deepEqual([head.counts.uploaded, head.counts.unchanged, head.counts.skipped], [5, 1, 1]);
    assert.ok(Date.parse(head.startedAt) <= Date.parse(head.endedAt));

    const same = await verify();
    assert.deepEqual(linesOf(same), [
      { type: 'done', result: 'same', checked: 6, differences: 0, commit: newest?.id, head: newest?.id },
    ]);
    assert.equal(same.code, 0);
  });

  it('tells what differs here, differs there, or is gone', async () => {
    const to = await bench.repository();
    await writeFiles(
      Object.fromEntries(['edited', 'gone', 'same', 'theirs'].map((name) => [folder('d', name), name])),
    );
    await upload({ to, paths: [folder('d')], env: env(), flags: ['--receipt', folder('receipt.json')] });
    await writeFile(folder('d/edited'), 'Edited');
    await rm(folder('d/gone'));
    await someoneElseCommits(to, { path: 'd/theirs', text: 'somebody else’s' });

    const outcome = await verify();

    assert.equal(outcome.code, 1);
    const found = outcome.events.slice(0, -1).map((event) => [event.path, event['here'], event['there']]);
    assert.deepEqual(found.sort(), [
      ['d/edited', 'differs', 'same'],
      ['d/gone', 'gone', 'same'],
      ['d/theirs', 'same', 'differs'],
    ]);
    const last = outcome.events.at(-1);
    assert.deepEqual([last?.['result'], last?.['checked'], last?.['differences']], ['different', 4, 3]);

    const there = await verify('--server-only');
    assert.deepEqual(
      there.events.slice(0, -1).map((event) => [event.path, event['here'], event['there']]),
      [['d/theirs', undefined, 'differs']],
    );
  });
});

describeOn(ANY, 'a receipt', (bench) => {
  const folder = useTempFolder();
  const proxyTo = useProxy();

  it('is made where nothing was to be sent, and where a file failed', async () => {
    const to = await bench.repository();
    await writeFiles({ [folder('a.txt')]: 'a' });
    const flags = ['--receipt', folder('receipt.json')];
    await upload({ to, paths: [folder('a.txt')] });

    await upload({ to, paths: [folder('a.txt')], flags });
    const again = await receiptIn(folder('receipt.json'));
    await writeFiles({ [folder('a.txt')]: 'other' });
    await upload({
      to,
      paths: [folder('a.txt'), folder('gone.txt')],
      flags: [...flags, '--on-failure', 'commit'],
    });
    const failed = await receiptIn(folder('receipt.json'));

    assert.deepEqual(
      again.files.map(({ path, outcome }) => [path, outcome]),
      [['a.txt', 'unchanged']],
    );
    assert.deepEqual([again.result, again.commit], ['nothing to do', null]);
    assert.deepEqual(
      failed.files.map(({ source, outcome }) => [source, outcome]),
      [
        [folder('gone.txt'), 'failed'],
        [folder('a.txt'), 'uploaded'],
      ],
    );
    assert.match(failed.files[0]?.reason ?? '', /gone.txt does not exist/);
  });

  it('of another user sends the key nowhere, and needs none where the server asks for none', async () => {
    const to = await bench.repository();
    await writeFiles({ [folder('a.txt')]: 'a' });
    const proxy = await proxyTo(bench.server().origin);
    const keys = new Set<string | undefined>();
    proxy.on('GET', /./, async (call) => {
      keys.add(call.header('authorization'));
      await call.pass();
    });
    await upload({
      to: to.by(proxy.origin),
      paths: [folder('a.txt')],
      env: { XDG_STATE_HOME: folder('theirs') },
      flags: ['--receipt', folder('receipt.json')],
    });
    keys.clear();
    const command = ['verify', folder('receipt.json')];
    const options = { key: to.key, env: { XDG_STATE_HOME: folder('ours') } };

    const { code, stdout } = await startCommand(command, options).outcome;
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^No difference in .*; files compared: 1\./);
    assert.deepEqual([...keys], [undefined]);

    await startCommand([...command, '--server', proxy.origin], options).outcome;
    assert.deepEqual([...keys], [undefined, `Bearer ${to.key}`]);
  });

  it('that is damaged, of a newer form or something else is said to be so', async () => {
    const to = await bench.repository();
    await writeFiles({ [folder('d/a.txt')]: 'a', [folder('d/b.txt')]: 'b' });
    await upload({ to, paths: [folder('d')], flags: ['--receipt', folder('receipt.json')] });
    const text = await readFile(folder('receipt.json'), 'utf8');
    const lines = text.split('\n');
    const told = async (content: string) => {
      await writeFile(folder('other.json'), content);
      const { code, told } = await startCommand(['verify', folder('other.json'), '--json']).outcome;
      assert.equal(code, 1);
      return told;
    };

    assert.match(await told(lines.slice(0, 2).join('\n')), /damaged: it lists 1 of 2 files/);
    assert.match(
      await told(text.replace('"version":1', '"version":2')),
      /version 2 of receipts is not known/,
    );
    assert.match(await told('{"kind":"a poem","version":1}'), /something else/);
    assert.match(await told('no JSON'), /cannot be read as a receipt/);
    assert.match(await told(''), /it is empty/);
    // Other programs lay JSON out in other lines.
    await writeFile(folder('other.json'), JSON.stringify(JSON.parse(text), null, 2));
    const reformatted = await startCommand(['verify', folder('other.json')], { key: to.key }).outcome;
    assert.equal(reformatted.code, 0, reformatted.stderr);
  });

  it('overwrites nothing else, which is said before anything is sent, and goes to stdout when told to', async () => {
    const to = await bench.repository();
    await writeFiles({ [folder('d/a')]: 'a', [folder('precious.csv')]: 'precious' });
    const before = (await to.history()).length;

    for (const [file, why] of [
      ['precious.csv', /is not a receipt/],
      ['d/a', /is part of what you are uploading/],
    ] as const) {
      const { code, told } = await upload({
        to,
        paths: [folder('d')],
        flags: ['--receipt', folder(file)],
      });
      assert.deepEqual([code, why.test(told)], [1, true], told);
    }
    assert.equal((await to.history()).length, before);
    assert.equal(await readFile(folder('precious.csv'), 'utf8'), 'precious');
    assert.equal(await readFile(folder('d/a'), 'utf8'), 'a');

    if (process.platform === 'win32') return;
    const args = uploadArguments({ to, paths: [folder('d')], flags: ['--receipt', '/dev/stdout'] });
    const inWords = args.filter((arg) => arg !== '--json');
    const { code, stdout } = await startCommand(inWords, { key: bench.server().key }).outcome;
    assert.deepEqual(
      [code, v.parse(Receipt, JSON.parse(stdout)).files.map(({ path }) => path)],
      [0, ['d/a']],
    );
  });

  it('takes the place of an older one, as private as that, also where all is refused', async () => {
    const to = await bench.repository();
    await writeFiles({ [folder('d/a\\b')]: 'a', [folder('receipt.json')]: '' });
    await chmod(folder('receipt.json'), 0o600);
    const flags = ['--skip-refused', '--receipt', folder('receipt.json')];

    const { code, told } = await upload({ to, paths: [folder('d')], flags });

    assert.equal(code, 0, told);
    assert.deepEqual(
      (await receiptIn(folder('receipt.json'))).files.map(({ outcome }) => outcome),
      ['refused'],
    );
    assert.equal((await stat(folder('receipt.json'))).mode & 0o777, 0o600);
  });

  it('that cannot be written is an error, though the commit is there', async () => {
    const to = await bench.repository();
    await writeFiles({ [folder('a.txt')]: 'a' });
    const flags = ['--receipt', folder('no folder/receipt.json')];

    const { code, told } = await upload({ to, paths: [folder('a.txt')], flags });

    assert.equal(code, 1);
    assert.match(told, /The receipt could not be written/);
    assert.equal(await to.text('a.txt'), 'a');
    await assert.rejects(stat(folder('no folder')));
  });
});
