import assert from 'node:assert/strict';
import { resumeUpload } from '../../src/vscode/commands/resumeUpload';
import type { OpenReview } from '../../src/vscode/uploads/review/openReview';
import { useProxy } from '../contract/support/proxy';
import { makeServices, targetAt } from './support/services';
import { useUploadsView } from './support/uploadsView';
import { whenSo } from './support/whenSo';

describe('the Uploads view', () => {
  const view = useUploadsView();
  const { bench } = view;
  const proxied = useProxy();

  it('lists an upload in review, while it runs, and when it has ended, also in the next window', async () => {
    let review: OpenReview | undefined;
    view.make({}, (open) => (review = open));
    const proxy = await proxied(bench().oxen.origin);
    const held = proxy.hold('POST', /\/files\/$/);
    const files = [bench().file('a.txt'), bench().file('b.txt')];
    const ending = view.services.uploads.start(files, targetAt(proxy.origin, 'data/deep'));
    await whenSo(() => review !== undefined, view.services.reviews);
    assert.deepEqual(await view.rows(), [
      'a.txt and 1 more (in review · ox/cats · main · data/deep) [live canAnswer]',
    ]);

    review?.accept();
    await held.reached;
    const [running] = await view.rows();
    assert.match(
      running ?? '',
      /^a\.txt and 1 more \(running · \w+ · \d+ % · 2 files \(10 B\) · ox\/cats · main · data\/deep\) \[live canPause\]$/,
    );
    assert.deepEqual(await view.rows(await view.first()), [
      'a.txt (not sent yet · 5 B · data/deep) [file]',
      'b.txt (not sent yet · 5 B · data/deep) [file]',
    ]);
    held.release();
    await ending;

    const [finished] = await view.rows();
    assert.match(
      finished ?? '',
      /^a\.txt and 1 more \(uploaded as \w{7} · 2 files \(10 B\) · ox\/cats · main · data\/deep\) \[finished canVerify committed offHub\]$/,
    );
    assert.deepEqual([...(await view.rows(await view.first()))].sort(), [
      'a.txt (uploaded · 5 B · data/deep) [file]',
      'b.txt (uploaded · 5 B · data/deep) [file]',
    ]);
    const next = makeServices({}, { storage: view.services.storage });
    assert.equal((await next.history.getChildren()).length, 1);
    next.dispose();
  });

  it('lists what goes on, then what was interrupted, then what has ended, the newest of each first', async () => {
    view.make();
    const proxy = await proxied(bench().oxen.origin);
    const held = proxy.hold('POST', /\/files\/$/);
    const interrupted = view.services.uploads.start(
      [bench().file('interrupted.txt')],
      view.target(proxy.origin),
    );
    await held.reached;
    await view.services.uploads.suspend();
    held.drop();
    await interrupted;
    for (const name of ['first.txt', 'second.txt'])
      await view.services.uploads.start([bench().file(name)], view.target());
    const again = proxy.hold('POST', /\/files\/$/);
    const running = view.services.uploads.start([bench().file('running.txt')], view.target(proxy.origin));
    await again.reached;
    const waiting = view.services.uploads.start([bench().file('waiting.txt')], view.target(proxy.origin));
    await whenSo(
      () => view.services.uploads.all.some(({ state }) => state === 'waiting'),
      view.services.uploads,
    );

    assert.deepEqual(
      (await view.rows()).map((row) => row.split(' ')[0]),
      ['running.txt', 'waiting.txt', 'interrupted.txt', 'second.txt', 'first.txt'],
    );
    again.release();
    await Promise.all([running, waiting]);
  });

  it('lists an interrupted upload with its files, and resumes it', async () => {
    view.make();
    await view.connect();
    const proxy = await proxied(bench().oxen.origin);
    const isOpen = () => proxy.seen.some((one) => /^PUT .*\/workspaces$/.test(one));
    const held = proxy.hold('GET', /\/branches\/main$/, isOpen);
    const ending = view.services.uploads.start(
      [bench().file('a.txt'), bench().file('b.txt')],
      view.target(proxy.origin),
    );
    await held.reached;
    await view.services.uploads.suspend();
    held.drop();
    await ending;

    assert.deepEqual(await view.rows(), [
      'a.txt and 1 more (interrupted · 2 files (10 B) · ox/cats · main) [interrupted canResume]',
    ]);
    assert.deepEqual(await view.rows(await view.first()), [
      'a.txt (not committed · sent) [file]',
      'b.txt (not committed · sent) [file]',
    ]);
    await view.services.accounts.add(view.target(proxy.origin).origin, undefined);
    await resumeUpload.run(view.services, await view.first());
    assert.match((await view.rows())[0] ?? '', /uploaded as \w{7}/);
    assert.equal((await view.rows()).length, 1);
  });
});
