import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { Log } from '../../src/vscode/log/log';
import { showClosingMessages } from '../../src/vscode/progress/closingMessage';
import { uploadProcesses } from '../contract/support/processUpload';
import type { Question } from '../../src/vscode/prompts/choose';
import { onlyInterrupted } from './support/onlyInterrupted';
import { resultOf, useWindows } from './support/useWindows';

describe('the process of uploads', () => {
  const { bench, proxy, window, target } = useWindows();

  it('that is killed during a review is told; the next upload starts another one', async () => {
    const services = window({}, undefined, killProcess);

    const ending = await services.uploads.start([bench().file('a.txt')], target());

    assert.ok(ending.kind === 'broke' && ending.error instanceof Error);
    assert.equal(ending.error.message, 'The process that does the uploads has ended unexpectedly (SIGKILL).');
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
      /^The upload of a\.txt to ox\/cats · main was interrupted\. Progress is kept: choose Resume to continue\. The process that does the uploads has ended unexpectedly \(SIGKILL\)\./,
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

  it('is a thread where none can be started, and the log says why', async () => {
    const warnings: string[] = [];
    const warn = mock.method(Log.prototype, 'warn', (text: string) => void warnings.push(text));
    const { execPath } = process;
    process.execPath = '/nowhere/node';
    try {
      const services = window({});
      const ending = await services.uploads.start([bench().file('a.txt')], target());

      assert.equal(resultOf(ending), 'committed');
      assert.deepEqual(uploadProcesses(), []);
      assert.match(
        warnings.join('\n'),
        /^Uploads run in the process of the extensions, because one of their own could not be started: .*ENOENT/m,
      );
    } finally {
      warn.mock.restore();
      process.execPath = execPath;
    }
  });
});

function killProcess(): void {
  for (const { pid } of uploadProcesses()) process.kill(pid, 'SIGKILL');
}
