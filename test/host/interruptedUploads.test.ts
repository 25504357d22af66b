import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { resumeInstead } from '../../src/vscode/commands/resumeInstead';
import { interruptedText, interruptedUploads } from '../../src/vscode/uploads/interruptedUploads';
import { offerInterrupted } from '../../src/vscode/uploads/offerInterrupted';
import type { Action } from '../../src/vscode/prompts/messages';
import type { OpenReview } from '../../src/vscode/uploads/review/openReview';
import { onlyInterrupted } from './support/onlyInterrupted';
import { pressIcon, pressing, type TestServices } from './support/services';
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
    const isOpenThere = () => proxy().seen.filter((one) => /^PUT .*\/workspaces$/.test(one)).length === 2;
    const merging = proxy().hold('GET', /\/branches\/main-/, isOpenThere);
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

  it('is resumed instead with what was to go anyway, though that is not said again', async () => {
    bench().file('.oxenignore', 'ignored.txt');
    const names = ['a.txt', 'ignored.txt'];
    const selection = names.map((name) => bench().file(name));
    const before = window({});
    const held = proxy().hold('POST', /\/files\/$/);
    const ending = before.uploads.startAgain({
      selection,
      names,
      target: target(),
      anyway: selection.slice(1),
    });
    await held.reached;
    before.uploads.all[0]?.control.pause();
    await before.uploads.suspend();
    held.drop();
    assert.equal(resultOf(await ending), 'interrupted');
    const services = window({}, before, (review) => pressIcon(review, 'Resume Instead'));

    assert.equal(resultOf(await services.uploads.start(selection, target())), 'committed');
    assert.equal(await bench().read('ignored.txt'), 'ignored.txt');
  });

  it('gives way to the same upload when that is reviewed and told to go', async () => {
    const a = bench().file('a.txt');
    const before = await interrupt([a]);

    const ending = await window({}, before).uploads.start([a], target());

    assert.equal(resultOf(ending), 'committed');
    assert.deepEqual(await interruptedUploads(before.journals), []);
    assert.deepEqual(await bench().workspaces(), []);
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
      text: '2 uploads were interrupted, the newest of b.json (1 file) to ox/cats · main.',
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
