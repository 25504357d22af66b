import assert from 'node:assert/strict';
import { JournalError } from '../../src/core/upload/journal/obstacle';
import type { UploadEnding } from '../../src/core/upload/process/ending';
import { discardUpload } from '../../src/vscode/commands/discardUpload';
import { showUploadActions } from '../../src/vscode/commands/showUploadActions';
import type { Action, Confirmation } from '../../src/vscode/prompts/messages';
import type { ListQuestion } from '../../src/vscode/prompts/pick';
import { interruptedUploads } from '../../src/vscode/uploads/interruptedUploads';
import { onlyInterrupted } from './support/onlyInterrupted';
import { setServers } from './support/sources';
import { useWindows } from './support/useWindows';

describe('an interrupted upload that is discarded', () => {
  const { bench, proxy, window, interrupt, target } = useWindows();

  afterEach(() => setServers([]));

  it('leaves nothing behind, neither here nor on its server', async () => {
    const before = await interrupt([bench().file('a.txt')]);
    assert.equal((await bench().workspaces()).length, 1);
    const told: string[] = [];
    const services = window({ inform: (text) => told.push(text) }, before);
    await services.accounts.add(target().origin, undefined);

    await discardUpload.run(services, (await onlyInterrupted(before)).run.id);

    assert.match(told.join(), /^The upload of a\.txt \(1 file\) to ox\/cats · main was discarded\./);
    assert.deepEqual(await bench().workspaces(), []);
    assert.deepEqual(await interruptedUploads(before.journals), []);
  });

  it('is asked about first, with what would be lost, and stays when the answer is no', async () => {
    const before = await interrupt([bench().file('a.txt'), bench().file('b.txt')], 'merge');
    const questions: Confirmation[] = [];
    const confirm = (question: Confirmation) => Promise.resolve(questions.push(question) === 0);
    const services = window({ confirm }, before);
    await services.accounts.add(target().origin, undefined);

    await discardUpload.run(services, (await onlyInterrupted(before)).run.id);

    assert.deepEqual(questions, [
      {
        message: 'Discard the upload of a.txt and 1 more (2 files) to ox/cats · main?',
        detail: ['Sent so far: 2 of 2 files, 10 B in all.', 'It cannot be resumed after that.'],
        yes: 'Discard',
      },
    ]);
    await onlyInterrupted(before);
  });

  it('in another window, is not found any more: its row goes, and that is said', async () => {
    const before = await interrupt([bench().file('a.txt')]);
    const { id } = (await onlyInterrupted(before)).run;
    const told: string[] = [];
    const here = window({ inform: (text) => told.push(text) }, before);
    assert.equal((await here.history.getChildren()).length, 1);
    const there = window({}, before);
    await there.accounts.add(target().origin, undefined);
    await discardUpload.run(there, id);
    const rows = new Promise<number>((resolve) =>
      here.history.onDidChangeTreeData(async () => resolve((await here.history.getChildren()).length)),
    );

    await discardUpload.run(here, id);

    assert.deepEqual(told, ['This upload is no longer interrupted: it was resumed or discarded.']);
    assert.equal(await rows, 0);
  });

  it('and goes on while the question stands, is cancelled', async () => {
    const before = await interrupt([bench().file('a.txt')]);
    const interrupted = await onlyInterrupted(before);
    const held = proxy().hold('GET', /\/branches$/);
    const endings: Promise<UploadEnding>[] = [];
    const services = window(
      {
        confirm: async () => {
          endings.push(services.uploads.goOn(interrupted));
          await held.reached;
          return true;
        },
      },
      before,
    );

    await discardUpload.run(services, interrupted.run.id);

    assert.deepEqual(await Promise.all(endings), [{ kind: 'discarded' }]);
    assert.deepEqual(await bench().workspaces(), []);
    assert.deepEqual(await interruptedUploads(before.journals), []);
  });

  it('is offered in the list of the status bar', async () => {
    const before = await interrupt([bench().file('a.txt')]);
    const offered: string[] = [];
    const pick = <T>({ choices }: ListQuestion<T>): Promise<T | undefined> => {
      offered.push(...choices.map(({ label }) => label));
      return Promise.resolve(undefined);
    };
    await showUploadActions.run(window({ pick }, before));
    assert.ok(offered.includes('Discard Interrupted Upload…'), offered.join());
  });

  it('waits on when its server refuses, until it is removed from the list', async () => {
    const before = await interrupt([bench().file('a.txt')]);
    proxy().on('DELETE', /\/workspaces\//, (call) =>
      call.answer({ status: 403, headers: {}, body: Buffer.from('') }),
    );
    const told: { text: string; actions: readonly Action[] }[] = [];
    const showError = (text: string, actions: readonly Action[] = []) => void told.push({ text, actions });
    const services = window({ showError }, before);
    await services.accounts.add(target().origin, undefined);

    await discardUpload.run(services, (await onlyInterrupted(before)).run.id);
    assert.match(
      told[0]?.text ?? '',
      /403.*The upload can still be resumed; “Remove from List” gives that up\./,
    );
    await onlyInterrupted(before);

    await told[0]?.actions.find(({ label }) => label === 'Remove from List')?.run();
    assert.deepEqual(await interruptedUploads(before.journals), []);
  });

  it('and cannot be removed from the list, since its journal cannot be opened, is told so', async () => {
    const before = await interrupt([bench().file('a.txt')]);
    proxy().on('DELETE', /\/workspaces\//, (call) => call.answer({ status: 403, headers: {}, body: '' }));
    const told: { text: string; actions: readonly Action[] }[] = [];
    const showError = (text: string, actions: readonly Action[] = []) => void told.push({ text, actions });
    const services = window({ showError }, before);
    await services.accounts.add(target().origin, undefined);
    await discardUpload.run(services, (await onlyInterrupted(before)).run.id);
    const value = () => Promise.reject(new JournalError('/the/folder', new Error('no')));
    Object.defineProperty(services.journals, 'open', { configurable: true, value });
    try {
      await told[0]?.actions.find(({ label }) => label === 'Remove from List')?.run();
    } finally {
      Reflect.deleteProperty(services.journals, 'open');
    }

    assert.match(told[1]?.text ?? '', /could not be removed from the list\..*\/the\/folder is not writable/);
  });
});
