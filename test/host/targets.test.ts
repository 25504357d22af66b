import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { useProxy } from '../contract/support/proxy';
import { chooseUploadTarget } from '../../src/vscode/commands/chooseUploadTarget';
import { setUploadTarget } from '../../src/vscode/commands/setUploadTarget';
import { uploadSelection } from '../../src/vscode/commands/uploadSelection';
import * as vscode from 'vscode';
import type { Prompts } from '../../src/vscode/prompts';
import type { OpenReview } from '../../src/vscode/uploads/review/openReview';
import type { UploadEnding } from '../../src/core/upload/process/ending';
import { BranchNode, RepositoryNode, ServerNode } from '../../src/vscode/views/nodes';
import { onlyInterrupted } from './support/onlyInterrupted';
import { makeServices, pressing, targetAt, type TestServices } from './support/services';
import { setServers } from './support/sources';
import { useBench } from './support/useBench';

describe('the upload target of a workspace', () => {
  const bench = useBench();
  const proxied = useProxy();
  let services: TestServices;
  afterEach(async () => {
    mock.restoreAll();
    services.dispose();
    await setServers([]);
  });

  describe('is that of an upload', () => {
    it('when that has committed', async () => {
      await begin();
      assert.equal(await upload('data'), 'committed');
      assert.deepEqual(services.targets.current, target('data'));
    });

    it('when all was there already', async () => {
      await bench().commitOfOthers({ 'data/a.txt': 'a.txt' });
      await begin();
      assert.equal(await upload('data'), 'nothing sent');
      assert.deepEqual(services.targets.current, target('data'));
    });

    it('when that was interrupted and has gone on to its end', async () => {
      await begin();
      const proxy = await proxied(bench().oxen.origin);
      const held = proxy.hold('POST', /\/files\/$/);
      const ending = services.uploads.start([bench().file('a.txt')], targetAt(proxy.origin));
      await held.reached;
      await services.uploads.suspend();
      held.drop();
      assert.equal(resultOf(await ending), 'interrupted');
      assert.deepEqual(services.targets.current, target());

      assert.equal(resultOf(await services.uploads.resume(await onlyInterrupted(services))), 'committed');
      assert.deepEqual(services.targets.current, targetAt(proxy.origin));
    });

    it('that finished last, of several', async () => {
      await begin();
      const proxy = await proxied(bench().oxen.origin);
      const one = targetAt(proxy.origin, 'one');
      const two = targetAt(proxy.origin, 'two');
      const held = proxy.hold('PUT', /\/workspaces$/);
      const first = services.uploads.start([bench().file('a.txt')], one);
      await held.reached;
      const second = services.uploads.start([bench().file('b.txt')], two);
      held.release();
      await first;
      assert.deepEqual(services.targets.current, one);
      await second;
      assert.deepEqual(services.targets.current, two);
    });
  });

  describe('stays as it is when an upload', () => {
    it('is cancelled in its review', async () => {
      await begin({}, (review) => review.upload.cancel());
      assert.equal(await upload('data'), 'cancelled');
      isAsBefore();
    });

    it('is cancelled while bytes are sent', async () => {
      await begin();
      const proxy = await proxied(bench().oxen.origin);
      const held = proxy.hold('POST', /\/files\/$/);
      const ending = services.uploads.start([bench().file('a.txt')], targetAt(proxy.origin));
      await held.reached;
      services.uploads.all[0]?.cancel();
      held.release();
      assert.equal(resultOf(await ending), 'cancelled');
      isAsBefore();
    });

    it('fails', async () => {
      await begin();
      const proxy = await proxied(bench().oxen.origin);
      proxy.on('POST', /\/files\/$/, (call) =>
        call.answer({ status: 403, headers: {}, body: Buffer.from('') }),
      );
      const ending = await services.uploads.start([bench().file('a.txt')], targetAt(proxy.origin));
      assert.notEqual(resultOf(ending), 'committed');
      isAsBefore();
    });

    it('does not find its server', async () => {
      await begin();
      const proxy = await proxied(bench().oxen.origin);
      proxy.on('GET', /./, (call) => call.answer({ status: 418, headers: {}, body: Buffer.from('') }));
      const ending = await services.uploads.start([bench().file('a.txt')], targetAt(proxy.origin));
      assert.equal(resultOf(ending), 'broke');
      isAsBefore();
    });

    it('has nothing left that may go', async () => {
      await begin(pressing('Leave Them Out').prompts);
      const ending = await services.uploads.start([bench().file('.env')], target('data'));
      assert.equal(resultOf(ending), 'nothing sent');
      isAsBefore();
    });

    it('is left where it is asked where to', async () => {
      await begin({ pick: () => Promise.resolve(undefined) });
      await uploadSelection.run(services, vscode.Uri.file(bench().file('a.txt')));
      isAsBefore();
    });
  });

  it('is what it is set to, and stays when its choice is left', async () => {
    await begin({ inform: () => undefined, pick: () => Promise.resolve(undefined) });
    await services.accounts.add(target().origin, undefined);
    const row = new RepositoryNode(new ServerNode(target().origin), target().repository, 'listed');

    await chooseUploadTarget.run(services);
    isAsBefore();
    await setUploadTarget.run(services, new BranchNode(row, 'other', 'unborn'));

    assert.equal(services.targets.current?.branch, 'other');
  });

  /** A window whose uploads go to the root of ox/cats. */
  async function begin(
    answers: Partial<Prompts> = {},
    review?: (review: OpenReview) => unknown,
  ): Promise<void> {
    services = makeServices(answers, review && { review });
    await services.targets.use(target());
  }

  function isAsBefore(): void {
    assert.deepEqual(services.targets.current, target());
    assert.deepEqual(services.targets.recent, [target()]);
  }

  async function upload(directory: string): Promise<string | undefined> {
    return resultOf(await services.uploads.start([bench().file('a.txt')], target(directory)));
  }

  function target(directory = '') {
    return targetAt(bench().oxen.origin, directory);
  }
});

function resultOf(ending: UploadEnding | undefined): string | undefined {
  return ending?.kind === 'ran' ? ending.receipt.result : ending?.kind;
}
