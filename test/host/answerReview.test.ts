import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { acceptReview } from '../../src/vscode/commands/acceptReview';
import { answerUpload } from '../../src/vscode/commands/answerUpload';
import type { UploadsNode } from '../../src/vscode/views/uploads/uploadNodes';
import { useRecordedWindow } from './support/recordWindow';
import { makeServices, targetAt, type TestServices } from './support/services';
import { useBench } from './support/useBench';
import { whenSo } from './support/whenSo';

describe('a review’s row in Uploads', () => {
  const bench = useBench();
  const recorded = useRecordedWindow();
  let services: TestServices;
  beforeEach(() => {
    services = makeServices({}, { review: () => undefined });
  });
  afterEach(() => services.dispose());

  it('opens the box again that was hidden, with its text', async () => {
    const ending = upload('a.txt');
    await hide('a.txt');
    services.reviews.current?.write('Written before');

    await click('a.txt');

    assert.equal(services.reviews.isHidden, false);
    assert.equal(services.reviews.current?.content().text, 'Written before');
    await acceptReview.run(services);
    assert.equal((await ending).kind, 'ran');
    assert.equal((await bench().messages())[0], 'Written before');
  });

  it('opens the box in place of the files, where those were shown', async () => {
    const ending = upload('a.txt');
    await ready('a.txt');
    services.reviews.showFiles();
    assert.equal(services.reviews.isHidden, true);

    await click('a.txt');

    assert.equal(services.reviews.isHidden, false);
    services.uploads.all[0]?.cancel();
    await ending;
  });

  it('says of one that waits for another review that it does, and opens it when its turn has come', async () => {
    const first = upload('a.txt');
    await ready('a.txt');
    const second = upload('b.txt');
    await whenSo(() => services.uploads.all.length === 2, services.uploads);
    await hide('a.txt');

    await click('b.txt');
    await recorded().shown(/^Another upload is to be reviewed first\.$/);
    assert.equal(current(), 'Upload a.txt');

    await acceptReview.run(services);
    await hide('b.txt');
    await click('b.txt');
    assert.equal(services.reviews.isHidden, false);
    assert.equal(current(), 'Upload b.txt');
    await acceptReview.run(services);
    assert.deepEqual([(await first).kind, (await second).kind], ['ran', 'ran']);
  });

  function upload(name: string) {
    return services.uploads.start([bench().file(name)], targetAt(bench().oxen.origin));
  }

  /** The message of the review that is to be answered. */
  function current(): string | undefined {
    return services.reviews.current?.content().text;
  }

  async function ready(name: string): Promise<void> {
    const { reviews } = services;
    await whenSo(() => reviews.current?.isReady === true && current() === `Upload ${name}`, reviews);
  }

  async function hide(name: string): Promise<void> {
    await ready(name);
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await whenSo(() => services.reviews.isHidden, services.reviews);
  }

  /** As VS Code runs the command of a row. */
  async function click(name: string): Promise<void> {
    const { history } = services;
    const rows: readonly UploadsNode[] = await history.getChildren();
    const row = rows.find((node) => history.getTreeItem(node).label === name);
    assert.ok(row);
    const { command } = history.getTreeItem(row);
    assert.deepEqual([command?.command, command?.arguments], [answerUpload.id, [row]]);
    await answerUpload.run(services, row);
  }
});
