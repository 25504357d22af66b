import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mock } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { Log } from '../../src/vscode/log/log';
import { showClosingMessages } from '../../src/vscode/progress/closingMessage';
import { closingOf } from '../../src/vscode/progress/closingWords';
import { uploadProcesses } from '../contract/support/processUpload';
import type { Question } from '../../src/vscode/prompts/choose';
import { onlyInterrupted } from './support/onlyInterrupted';
import { resultOf, useWindows } from './support/useWindows';
import { whenSo } from './support/whenSo';

describe('the process of uploads', () => {
  const { bench, proxy, window, target } = useWindows();

  beforeEach('the processes of tests before end', async () => {
    while (uploadProcesses().length > 0) await delay(20);
  });

  it('that is killed during a review is told; the next upload starts another one', async () => {
    const services = window({}, undefined, killProcess);

    const ending = await services.uploads.start([bench().file('a.txt')], target());

    assert.ok(ending.kind === 'broke' && ending.error instanceof Error);
    assert.equal(ending.error.message, 'The upload process ended unexpectedly (SIGKILL).');
    assert.equal(services.reviews.current, undefined);
    const next = window({}, services);
    assert.equal(resultOf(await next.uploads.start([bench().file('a.txt')], target())), 'committed');
  });

  it('that is killed later leaves an upload that can be resumed, and says so', async () => {
    const held = proxy().hold('POST', /\/files\/$/);
    let tell: (text: string) => void = () => undefined;
    const told = new Promise<string>((resolve) => (tell = resolve));
    const services = window({ showError: (text) => tell(text) });
    const messages = showClosingMessages(services.uploads, services);
    const ending = services.uploads.start([bench().file('a.txt')], target());
    await held.reached;
    killProcess();

    assert.equal(resultOf(await ending), 'interrupted');
    held.drop();
    assert.match(
      await told,
      /^The upload of a\.txt to ox\/cats · main was interrupted\. Progress is kept: choose Resume to continue\. The upload process ended unexpectedly \(SIGKILL\)\./,
    );
    messages.dispose();
    assert.equal(resultOf(await services.uploads.resume(await onlyInterrupted(services))), 'committed');
    assert.equal(await bench().read('a.txt'), 'a.txt');
  });

  it('that is killed while it asks takes its question along', async () => {
    const asked = new Promise<AbortSignal>((resolve) => {
      const decide = <T>(_: Question<T>, { signal }: { readonly signal?: AbortSignal }) => {
        if (signal !== undefined) resolve(signal);
        return new Promise<undefined>((answer) => signal?.addEventListener('abort', () => answer(undefined)));
      };
      const services = window({ decide }, undefined, (review) => {
        bench().remove('b.txt');
        review.accept();
      });
      void services.uploads.start([bench().file('a.txt'), bench().file('b.txt')], target());
    });
    const signal = await asked;
    assert.equal(signal.aborted, false);
    killProcess();

    await new Promise((resolve) => signal.addEventListener('abort', resolve));
  });

  it('is not told what NODE_OPTIONS says to other programs', async () => {
    process.env['NODE_OPTIONS'] = '--require /nowhere/at/all.js';
    try {
      const services = window({});
      assert.equal(resultOf(await services.uploads.start([bench().file('a.txt')], target())), 'committed');
      assert.equal(uploadProcesses().length, 1);
    } finally {
      delete process.env['NODE_OPTIONS'];
    }
  });

  it('is another one once the number of requests at once is set otherwise, but not while it uploads', async () => {
    const set = (value: number | undefined) =>
      vscode.workspace
        .getConfiguration('oxen.upload')
        .update('concurrency', value, vscode.ConfigurationTarget.Global);
    const pids = () => uploadProcesses().map(({ pid }) => pid);
    const services = window({});
    const start = (name: string) => services.uploads.start([bench().file(name)], target());
    try {
      services.uploadProcess.warmUp();
      const held = proxy().hold('PUT', /\/workspaces$/);
      const first = start('a.txt');
      await held.reached;
      const before = pids();
      await set(3);
      const second = start('b.txt');
      await whenSo(() => services.uploads.all.length === 2, services.uploads);
      held.release();
      assert.deepEqual([resultOf(await first), resultOf(await second)], ['committed', 'committed']);
      assert.equal(before.length, 1, 'what was warmed up is used');
      assert.deepEqual(pids(), before);

      assert.equal(resultOf(await start('c.txt')), 'committed');
      assert.ok(!before.some((pid) => pids().at(-1) === pid));
    } finally {
      await set(undefined);
    }
  });

  it('follows the setting of bandwidth while it runs', async () => {
    const setRate = (rate: string | undefined) =>
      vscode.workspace
        .getConfiguration('oxen.upload')
        .update('limitRate', rate, vscode.ConfigurationTarget.Global);
    const held = proxy().hold('PUT', /\/workspaces$/);
    await setRate('10 kB/s');
    try {
      const file = bench().file('a.bin', randomBytes(2_000_000));
      const ending = window({}).uploads.start([file], target());
      await held.reached;
      await setRate(undefined);
      held.release();

      assert.equal(resultOf(await ending), 'committed'); // in 200 seconds as it was
    } finally {
      await setRate(undefined);
    }
  });

  it('follows the setting of the proxy while it runs', async () => {
    const setProxy = (address: string | undefined) =>
      vscode.workspace.getConfiguration('http').update('proxy', address, vscode.ConfigurationTarget.Global);
    const services = window({}, undefined, async (review) => {
      await setProxy('nowhere at all');
      review.accept();
    });
    try {
      const ending = await services.uploads.start([bench().file('a.txt')], target());

      assert.match(closingOf(ending, target()).text, /http\.proxy/);
    } finally {
      await setProxy(undefined);
    }
  });

  for (const [how, program, why] of [
    ['can be started', '/nowhere/node', /ENOENT/],
    ['stays, as where a policy ends it', '/bin/false', /exit code 1/],
  ] as const)
    it(`is a thread where none ${how}, and the log says why`, async () => {
      const warnings: string[] = [];
      const warn = mock.method(Log.prototype, 'warn', (text: string) => void warnings.push(text));
      const { execPath } = process;
      process.execPath = program;
      try {
        const services = window({});
        const ending = await services.uploads.start([bench().file('a.txt')], target());

        assert.equal(resultOf(ending), 'committed');
        assert.deepEqual(uploadProcesses(), []);
        const said = warnings.find((text) => text.startsWith('Uploads run in')) ?? '';
        assert.match(
          said,
          /^Uploads run in the extension host, because a separate process could not be started: /,
        );
        assert.match(said, why);
      } finally {
        warn.mock.restore();
        process.execPath = execPath;
      }
    });
});

function killProcess(): void {
  for (const { pid } of uploadProcesses()) process.kill(pid, 'SIGKILL');
}
