import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { UploadOutcome } from '../../src/core/upload/upload';
import { JournalError } from '../../src/core/upload/journal/obstacle';
import { showUploadActions } from '../../src/vscode/commands/showUploadActions';
import { discardUpload } from '../../src/vscode/commands/discardUpload';
import { resumeInstead } from '../../src/vscode/commands/resumeInstead';
import { interruptedText, interruptedUploads } from '../../src/vscode/uploads/interruptedUploads';
import { offerInterrupted } from '../../src/vscode/uploads/offerInterrupted';
import type { Action, Confirmation } from '../../src/vscode/prompts/messages';
import type { ListQuestion } from '../../src/vscode/prompts/pick';
import type { OpenReview } from '../../src/vscode/uploads/review/openReview';
import { onlyInterrupted } from './support/onlyInterrupted';
import { pressIcon, pressing, type TestServices } from './support/services';
import { setServers } from './support/sources';
import { resultOf, useWindows } from './support/useWindows';

describe('an interrupted upload', () => {
  const { bench, proxy, window, interrupt, target } = useWindows();

  it('goes on in the next window, with its message, and asks nothing', async () => {
    const before = await interrupt([bench().file('a.txt'), bench().file('b.txt')], 'merge');
    const sent = proxy().seen.length;

    const { asked, uploads } = window({}, before);
    const ending = await uploads.resume(await onlyInterrupted(before));

    assert.equal(resultOf(ending), 'committed');
    assert.deepEqual(asked, []);
    assert.equal((await bench().messages())[0], 'Upload a.txt and 1 more');
    assert.deepEqual([await bench().read('a.txt'), await bench().read('b.txt')], ['a.txt', 'b.txt']);
    const sentAgain = proxy()
      .seen.slice(sent)
      .filter((call) => /^POST .*\/files\//.test(call));
    assert.deepEqual(sentAgain, [], 'what was staged is not sent again');
    assert.deepEqual(await interruptedUploads(before.journals), []);
  });

  it('leaves out what was left out then, though the setting has changed', async () => {
    const setting = vscode.workspace.getConfiguration('oxen.upload');
    const set = (value?: boolean) => setting.update('useGitignore', value, vscode.ConfigurationTarget.Global);
    await set(true);
    try {
      bench().file('.gitignore', 'secret.txt');
      bench().file('secret.txt');
      const folder = path.dirname(bench().file('a.txt'));
      mkdirSync(path.join(folder, '.git'));
      const before = await interrupt([folder]);
      await set(false);

      const ending = await window({}, before).uploads.resume(await onlyInterrupted(before));

      assert.equal(resultOf(ending), 'committed');
      assert.equal(ending.kind === 'ran' && ending.receipt.files.skipped, 1);
    } finally {
      await set();
    }
  });

  it('asks what becomes of files that somebody has committed since', async () => {
    const before = await interrupt([bench().file('a.txt'), bench().file('b.txt')]);
    await bench().commitOfOthers({ 'a.txt': 'theirs' });
    const { prompts, questions } = pressing('Skip These');

    const ending = await window(prompts, before).uploads.resume(await onlyInterrupted(before));

    assert.equal(resultOf(ending), 'committed');
    assert.match(
      questions.join(),
      /^1 file on ox\/cats · main was changed by someone else since you started\./,
    );
    assert.equal(await bench().read('a.txt'), 'theirs');
    assert.equal(await bench().read('b.txt'), 'b.txt');
  });

  it('waits on while its server is out of reach', async () => {
    const before = await interrupt([bench().file('a.txt')]);
    const interrupted = await onlyInterrupted(before);
    proxy().on('GET', /./, (call) => call.answer({ status: 418, headers: {}, body: Buffer.from('') }));

    const ending = await window({}, before).uploads.resume(interrupted);

    assert.equal(ending.kind, 'interrupted');
    await onlyInterrupted(before);
  });

  it('goes on to the new branch that was decided on, and does not ask again', async () => {
    const buttons = pressing('New Branch…');
    const before = window(buttons.prompts);
    const opening = proxy().hold('PUT', /\/workspaces$/);
    const merging = proxy().hold('GET', /\/merge\/main-/);
    const interrupted = before.uploads.start([bench().file('a.txt'), bench().file('b.txt')], target());
    await opening.reached;
    await bench().commitOfOthers({ 'a.txt': 'theirs' });
    opening.release();
    await merging.reached;
    await before.uploads.suspend();
    merging.drop();
    assert.equal(resultOf(await interrupted), 'interrupted');
    const waiting = await onlyInterrupted(before);
    const branch = waiting.run.decidedBranch;
    assert.match(branch ?? '', /^main-\d{4}-/);
    assert.equal(interruptedText(waiting), `of a.txt and 1 more (2 files) to ox/cats · ${branch ?? ''}`);

    const { asked, uploads } = window({}, before);
    const ending = await uploads.resume(waiting);

    assert.equal(resultOf(ending), 'committed');
    assert.deepEqual(asked, []);
    assert.equal(ending.kind === 'ran' && ending.receipt.branch, branch);
    assert.deepEqual([await bench().read('a.txt'), await bench().read('a.txt', branch)], ['theirs', 'a.txt']);
    assert.deepEqual(await bench().workspaces(), []);
  });

  it('is given up, with its workspace, when it is resumed and cancelled', async () => {
    const before = await interrupt([bench().file('a.txt')]);
    const held = proxy().hold('GET', /\/branches$/);
    const { uploads } = window({}, before);
    const ending = uploads.resume(await onlyInterrupted(before));
    await held.reached;
    uploads.all[0]?.cancel();

    assert.deepEqual(await ending, { kind: 'discarded' });
    assert.deepEqual(await bench().workspaces(), []);
    assert.deepEqual(await interruptedUploads(before.journals), []);
  });

  for (const [way, resume] of [
    ['by the icon', (_: TestServices, review: OpenReview) => pressIcon(review, 'Resume Instead')],
    ['by the command', (services: TestServices) => resumeInstead.run(services)],
  ] as const)
    it(`is told in the review of the same upload, and resumed instead ${way}`, async () => {
      const a = bench().file('a.txt');
      const before = await interrupt([a]);
      const services = window({}, before, (review) => resume(services, review));
      const { asked, uploads } = services;

      const ending = await uploads.start([a], target());

      assert.match(
        asked.join(),
        / → a\.txt · 1 new · an upload of a\.txt \(1 file\) to ox\/cats · main was interrupted: it can be resumed instead · your first upload to this branch$/,
      );
      assert.equal(resultOf(ending), 'committed');
      assert.deepEqual(await interruptedUploads(before.journals), []);
    });

  it('gives way to the same upload when that is reviewed and told to go', async () => {
    const a = bench().file('a.txt');
    const before = await interrupt([a]);

    const ending = await window({}, before).uploads.start([a], target());

    assert.equal(resultOf(ending), 'committed');
    assert.deepEqual(await interruptedUploads(before.journals), []);
    assert.deepEqual(await bench().workspaces(), []);
  });

  describe('that is discarded', () => {
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

    it('and goes on while the question stands, is cancelled', async () => {
      const before = await interrupt([bench().file('a.txt')]);
      const interrupted = await onlyInterrupted(before);
      const held = proxy().hold('GET', /\/branches$/);
      const endings: Promise<UploadOutcome>[] = [];
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

    it('waits on when its server refuses, until it is forgotten', async () => {
      const before = await interrupt([bench().file('a.txt')]);
      proxy().on('DELETE', /\/workspaces\//, (call) =>
        call.answer({ status: 403, headers: {}, body: Buffer.from('') }),
      );
      const told: { text: string; actions: readonly Action[] }[] = [];
      const showError = (text: string, actions: readonly Action[] = []) => void told.push({ text, actions });
      const services = window({ showError }, before);
      await services.accounts.add(target().origin, undefined);

      await discardUpload.run(services, (await onlyInterrupted(before)).run.id);
      assert.match(told[0]?.text ?? '', /403.*The upload can still be resumed\./);
      await onlyInterrupted(before);

      await told[0]?.actions.find(({ label }) => label === 'Forget It')?.run();
      assert.deepEqual(await interruptedUploads(before.journals), []);
    });

    it('and cannot be forgotten, since its journal cannot be opened, is told so', async () => {
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
        await told[0]?.actions.find(({ label }) => label === 'Forget It')?.run();
      } finally {
        Reflect.deleteProperty(services.journals, 'open');
      }

      assert.match(told[1]?.text ?? '', /could not be forgotten\..*\/the\/folder is not writable/);
    });
  });

  it('is offered after start in the window that has its files', async () => {
    const before = await interrupt([inWorkspace('a.txt')]);
    await interrupt([bench().file('elsewhere.txt')], 'files', before);

    assert.deepEqual(await offerIn(before), {
      text: 'The upload of a.txt (1 file) to ox/cats · main was interrupted.',
      labels: ['Resume', 'Discard…'],
    });
  });

  it('is named before others that are offered after start, too', async () => {
    const before = await interrupt([inWorkspace('a.txt')]);
    await interrupt([inWorkspace('b.json')], 'files', before);

    assert.deepEqual(await offerIn(before), {
      text: 'The upload of b.json (1 file) to ox/cats · main and 1 more were interrupted.',
      labels: ['Resume…', 'Discard…'],
    });
  });

  function inWorkspace(name: string): string {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    return path.join(folder.uri.fsPath, name);
  }

  function offerIn(before: Parameters<typeof window>[1]): Promise<{ text: string; labels: string[] }> {
    return new Promise((resolve) => {
      const warn = (text: string, actions: readonly Action[] = []) =>
        resolve({ text, labels: actions.map(({ label }) => label) });
      offerInterrupted(window({ warn }, before));
    });
  }
});
