import assert from 'node:assert/strict';
import { mock } from 'node:test';
import * as vscode from 'vscode';
import { useProxy } from '../contract/support/proxy';
import { acceptReview } from '../../src/vscode/commands/acceptReview';
import { cancelReview } from '../../src/vscode/commands/cancelReview';
import { changeReviewDestination } from '../../src/vscode/commands/changeReviewDestination';
import { editMessage } from '../../src/vscode/commands/editMessage';
import { readAgain } from '../../src/vscode/commands/readAgain';
import { StatusBar } from '../../src/vscode/progress/statusBar';
import type { OpenReview } from '../../src/vscode/uploads/review/openReview';
import type { UploadEnding } from '../../src/core/upload/process/ending';
import { useRecordedWindow } from './support/recordWindow';
import { makeServices, pressIcon, targetAt, type TestServices } from './support/services';
import { useBench } from './support/useBench';
import { whenSo } from './support/whenSo';

const ENTER = 'workbench.action.acceptSelectedQuickOpenItem';
const HIDE = 'workbench.action.closeQuickOpen';

describe('the review of an upload', () => {
  const bench = useBench();
  const proxied = useProxy();
  const recorded = useRecordedWindow();
  let services: TestServices;
  afterEach(() => {
    mock.restoreAll();
    services.dispose();
  });

  describe('as a box', () => {
    beforeEach(() => {
      services = window();
    });

    it('opens before anything is known, and takes no yes until the numbers stand', async () => {
      const proxy = await proxied(bench().oxen.origin);
      const held = proxy.hold('GET', /\/branches$/);
      const ending = services.uploads.start([bench().file('a.txt')], targetAt(proxy.origin, 'data'));
      await recorded().shown(/^Upload to ox\/cats · main$/);
      await held.reached;
      assert.ok(current().content().isBusy);
      assert.equal(services.uploads.all[0]?.state, 'in review');
      await acceptReview.run(services);
      await changeReviewDestination.run(services);
      await recorded().shown(/^The files are still being compared with the branch\.$/);
      held.release();

      await recorded().shown(/^→ data\/a\.txt · 1 new · your first upload to this branch$/);
      assert.equal(services.uploads.all[0].state, 'in review');
      assert.equal(current().content().isBusy, false);
      await acceptReview.run(services);
      assert.equal((await ending).kind, 'ran');
      assert.equal((await bench().messages())[0], 'Upload a.txt');
    });

    it('takes Enter only when the user can have seen it', async () => {
      let time = performance.now();
      mock.method(performance, 'now', () => time);
      const ending = upload('a.txt');
      await ready();
      await vscode.commands.executeCommand(ENTER);
      await vscode.commands.executeCommand(HIDE);
      await whenSo(() => services.reviews.isHidden, services.reviews);
      assert.equal(services.uploads.all[0]?.state, 'in review', 'that Enter was meant for something else');

      await editMessage.run(services);
      time += 600;
      await vscode.commands.executeCommand(ENTER);
      assert.equal((await ending).kind, 'ran');
    });

    it('is not cancelled when it is hidden: the status bar opens it again, with its text', async () => {
      const bar = new StatusBar(services);
      const ending = upload('a.txt');
      await ready();
      current().write('Cats, as they are');
      await vscode.commands.executeCommand(HIDE);

      await recorded().shown(/Oxen is waiting for your review/);
      assert.equal(services.uploads.all[0]?.state, 'in review');
      await editMessage.run(services);
      assert.equal(services.reviews.isHidden, false);
      assert.equal(current().content().text, 'Cats, as they are');
      await acceptReview.run(services);

      assert.equal((await ending).kind, 'ran');
      assert.equal((await bench().messages())[0], 'Cats, as they are');
      bar.dispose();
    });

    it('asks for a message when there is none', async () => {
      const ending = upload('a.txt');
      await ready();
      current().write('  ');
      await acceptReview.run(services);
      await recorded().shown(/^A commit needs a message\.$/);
      assert.equal(services.uploads.all[0]?.state, 'in review');

      await cancelReview.run(services);
      assert.equal((await ending).kind, 'cancelled');
      assert.equal(services.reviews.current, undefined);
      assert.deepEqual(await bench().messages(), []);
    });

    it('comes one at a time: the next one when the one before is answered', async () => {
      const first = upload('a.txt');
      await ready();
      const one = current();
      await vscode.commands.executeCommand(HIDE);
      await whenSo(() => services.reviews.isHidden, services.reviews);
      const second = upload('b.txt');
      await whenSo(() => services.uploads.all.length === 2, services.uploads);
      assert.equal(current(), one);
      assert.equal(services.reviews.isHidden, false, 'it stands in the way of what was just ordered');

      await acceptReview.run(services);
      await ready(one);
      assert.equal(current().content().text, 'Upload b.txt');
      await acceptReview.run(services);

      assert.deepEqual([(await first).kind, (await second).kind], ['ran', 'ran']);
    });
  });

  it('tells what is new, replaced, the same, skipped and refused', async () => {
    services = window((review) => review.accept());
    await bench().commitOfOthers({ 'a.txt': 'theirs is longer', 'b.txt': 'b.txt' });
    bench().file('.oxenignore', 'ignored.txt');
    const names = ['a.txt', 'b.txt', 'c.txt', 'ignored.txt', 'back\\slash.txt'];
    await services.uploads.start(
      names.map((name) => bench().file(name)),
      target(),
    );

    assert.deepEqual(services.asked, [
      'Upload 3 files (15 B) to ox/cats · main → / · 1 new, 1 changed, 1 the same · 1 skipped · 1 cannot be uploaded · replaces a.txt · your first upload to this branch',
    ]);
    assert.equal(await bench().read('a.txt'), 'a.txt');
  });

  it('is not held when there is nothing to send', async () => {
    services = window((review) => review.accept());
    await upload('a.txt');
    services.asked.length = 0;

    assert.equal((await upload('a.txt')).kind, 'nothing sent');
    assert.deepEqual(services.asked, []);
    assert.equal(services.reviews.current, undefined);
  });

  describe('of files that cannot be read', () => {
    const selection = () => [bench().file('a.txt'), `${bench().file('b.txt')}.gone`];

    it('counts them, and uploads the others', async () => {
      services = window((review) => review.accept());
      const ending = await services.uploads.start(selection(), target());

      assert.match(
        services.asked[0] ?? '',
        / → a\.txt · 1 new · 1 cannot be read · your first upload to this branch$/,
      );
      assert.ok(ending.kind === 'ran' && ending.receipt.result === 'committed');
      assert.equal(ending.preparation.failed.length, 1);
    });

    for (const [way, again] of [
      ['by the icon', (review: OpenReview) => pressIcon(review, 'Read Files Again')],
      ['by the command', () => readAgain.run(services)],
    ] as const)
      it(`reads all once more when told to ${way}`, async () => {
        let isSecond = false;
        services = window((review) => {
          if (isSecond) {
            review.accept();
            return;
          }
          isSecond = true;
          bench().file('b.txt.gone');
          return again(review);
        });
        await services.uploads.start(selection(), target());

        assert.match(services.asked[1] ?? '', / → \/ · 2 new · your first upload to this branch$/);
        assert.equal(await bench().read('b.txt.gone'), 'b.txt.gone');
      });
  });

  /** One whose reviews wait for the test, unless it is told how to answer them. */
  function window(review: (review: OpenReview) => unknown = () => undefined): TestServices {
    return makeServices({}, { review });
  }

  function upload(name: string): Promise<UploadEnding> {
    return services.uploads.start([bench().file(name)], target());
  }

  function target() {
    return targetAt(bench().oxen.origin);
  }

  function current(): OpenReview {
    const { current } = services.reviews;
    assert.ok(current);
    return current;
  }

  /** The review that can be answered, another one than this. */
  async function ready(but?: OpenReview): Promise<void> {
    const isReady = () => services.reviews.current !== but && services.reviews.current?.isReady === true;
    await whenSo(isReady, services.reviews);
  }
});
