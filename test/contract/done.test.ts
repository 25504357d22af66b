import assert from 'node:assert/strict';
import { useTempFolder, writeFiles } from '../unit/tempFolder';
import { startCommand, upload, uploadArguments } from './support/headless';
import { ANY, describeOn } from './support/servers';

describeOn(ANY, 'the last line is “done”, and the exit code 1', (bench) => {
  const folder = useTempFolder();

  it('when the proxy has no address: it says where that is written', async () => {
    const to = await bench.repository();
    await writeFiles({ [folder('a.txt')]: 'a' });

    const { code, told, done } = await upload({
      to,
      paths: [folder('a.txt')],
      env: { HTTPS_PROXY: 'ftp://proxy.example' },
    });

    assert.equal(code, 1);
    assert.match(told, /the variable HTTPS_PROXY names is no address of a proxy/);
    assert.equal(done.commit, null);
  });

  it('when the command itself has a fault: that is told with its trace, on stdout with --json', async () => {
    const to = await bench.repository();
    // Where state is kept there is no folder to keep it in.
    await writeFiles({ [folder('a.txt')]: 'a', [folder('state')]: '' });
    const options = { to, paths: [folder('a.txt')], env: { XDG_STATE_HOME: folder('state') } };

    const { code, events, done } = await upload(options);
    assert.equal(code, 1);
    const fault = events.find(({ type }) => type === 'error');
    assert.match(fault?.message ?? '', /has a fault: ENOTDIR/);
    assert.match(fault?.stack ?? '', /\bat .*headless\.js/);
    assert.equal(done.commit, null);

    const args = uploadArguments(options).filter((arg) => arg !== '--json');
    const plain = await startCommand(args, { ...options, key: to.key }).outcome;
    assert.equal(plain.code, 1);
    assert.match(plain.stderr, /has a fault: ENOTDIR.*Please report it/);
    assert.match(plain.stderr, /0 uploaded/);
  });
});
