import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { KIND } from '../../src/core/upload/receipt/form';
import { cancelUpload } from '../../src/vscode/commands/cancelUpload';
import { clearHistory } from '../../src/vscode/commands/clearHistory';
import { copyReceipt } from '../../src/vscode/commands/copyReceipt';
import { copyUploadLink } from '../../src/vscode/commands/copyUploadLink';
import { answerUpload } from '../../src/vscode/commands/answerUpload';
import { removeUpload } from '../../src/vscode/commands/removeUpload';
import { repeatUpload } from '../../src/vscode/commands/repeatUpload';
import { resumeUpload } from '../../src/vscode/commands/resumeUpload';
import { retryFailed } from '../../src/vscode/commands/retryFailed';
import { showReceipt } from '../../src/vscode/commands/showReceipt';
import { verifyAgain } from '../../src/vscode/commands/verifyAgain';
import type { Prompts } from '../../src/vscode/prompts';
import type { Action } from '../../src/vscode/prompts/messages';
import type { OpenReview } from '../../src/vscode/uploads/review/openReview';
import type { UploadsNode } from '../../src/vscode/views/uploads/uploadNodes';
import { useProxy } from '../contract/support/proxy';
import { makeServices, pressing, targetAt, type TestServices } from './support/services';
import { useBench } from './support/useBench';
import { whenSo } from './support/whenSo';

describe('the Uploads view', () => {
  const bench = useBench();
  const proxied = useProxy();
  let services: TestServices;
  const told: { text: string; actions: readonly Action[] }[] = [];
  const tell = (text: string, actions: readonly Action[] = []) => void told.push({ text, actions });
  const make = (answers: Partial<Prompts> = {}, review?: (review: OpenReview) => unknown) => {
    told.length = 0;
    services = makeServices({ inform: tell, warn: tell, showError: tell, ...answers }, review && { review });
    return services;
  };
  afterEach(() => services.dispose());

  /** Rows as `label (description) [what can be done]`. */
  async function rows(node?: UploadsNode): Promise<readonly string[]> {
    const children = await services.history.getChildren(node);
    return children.map((child) => {
      const { label, description, contextValue, accessibilityInformation } =
        services.history.getTreeItem(child);
      assert.ok(typeof label === 'string' && accessibilityInformation?.label.startsWith(label));
      return `${label} (${String(description)}) [${contextValue ?? ''}]`;
    });
  }

  async function first(): Promise<UploadsNode> {
    const [node] = await services.history.getChildren();
    assert.ok(node);
    return node;
  }

  const target = (origin = bench().oxen.origin) => targetAt(origin);

  it('lists an upload in review, while it runs, and when it has ended, also in the next window', async () => {
    let review: OpenReview | undefined;
    make({}, (open) => (review = open));
    const proxy = await proxied(bench().oxen.origin);
    const held = proxy.hold('POST', /\/files\/$/);
    const files = [bench().file('a.txt'), bench().file('b.txt')];
    const ending = services.uploads.start(files, targetAt(proxy.origin, 'data/deep'));
    await whenSo(() => review !== undefined, services.reviews);
    assert.deepEqual(await rows(), [
      'a.txt and 1 more (in review · ox/cats · main · data/deep) [live canAnswer]',
    ]);

    review?.accept();
    await held.reached;
    const [running] = await rows();
    assert.match(
      running ?? '',
      /^a\.txt and 1 more \(running · \w+ · \d+ % · 2 files \(10 B\) · ox\/cats · main · data\/deep\) \[live canPause\]$/,
    );
    assert.deepEqual(await rows(await first()), [
      'a.txt (not sent yet · 5 B · data/deep) [file]',
      'b.txt (not sent yet · 5 B · data/deep) [file]',
    ]);
    held.release();
    await ending;

    const [finished] = await rows();
    assert.match(
      finished ?? '',
      /^a\.txt and 1 more \(uploaded as \w{7} · 2 files \(10 B\) · ox\/cats · main · data\/deep\) \[finished canVerify committed offHub\]$/,
    );
    assert.deepEqual([...(await rows(await first()))].sort(), [
      'a.txt (uploaded · 5 B · data/deep) [file]',
      'b.txt (uploaded · 5 B · data/deep) [file]',
    ]);
    const next = makeServices({}, { storage: services.storage });
    assert.equal((await next.history.getChildren()).length, 1);
    next.dispose();
  });

  it('cancels, and repeats, the upload of the row', async () => {
    make({}, () => undefined);
    const a = services.uploads.start([bench().file('a.txt')], target());
    await whenSo(() => services.uploads.all.length === 1, services.uploads);
    const b = services.uploads.start([bench().file('b.txt')], target());
    await whenSo(() => services.uploads.all.length === 2, services.uploads);
    const [newest] = await services.history.getChildren();
    await cancelUpload.run(services, newest);
    assert.equal((await b).kind, 'cancelled');
    assert.deepEqual(services.uploads.all.length, 1);
    services.uploads.all[0]?.cancel();
    await a;
    services.dispose();

    make();
    await connect();
    await services.uploads.start([bench().file('c.txt', 'first')], target());
    bench().file('c.txt', 'second');
    await repeatUpload.run(services, await first());
    assert.equal(await bench().read('c.txt'), 'second');
    assert.equal((await rows()).length, 2);
  });

  it('shows failed files first with their reasons, and sends them once more', async () => {
    const files = [bench().file('a.txt'), bench().file('b.txt')];
    make(pressing('Commit the Others').prompts, async (review) => {
      if (services.uploads.all.length === 1 && (await rows()).length === 1) bench().remove('b.txt');
      review.accept();
    });
    await connect();
    await services.uploads.start(files, target());

    assert.match(
      (await rows())[0] ?? '',
      /1 file \(5 B\) · 1 failed · ox\/cats · main\) \[finished canRetry canVerify committed offHub\]/,
    );
    const [failed, sent] = await rows(await first());
    assert.match(failed ?? '', /^b\.txt \(failed · .*b\.txt no longer exists/);
    assert.match(sent ?? '', /^a\.txt \(uploaded/);

    bench().file('b.txt', 'there again');
    await retryFailed.run(services, await first());
    assert.equal(await bench().read('b.txt'), 'there again');
    assert.deepEqual(await rows(await first()), ['b.txt (uploaded · 11 B) [file]']);
  });

  it('answers the question about failed files by its row', async () => {
    const b = bench().file('b.txt');
    let wasAsked: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => (wasAsked = resolve));
    make(
      {
        decide: (_, { signal }) => {
          wasAsked();
          return new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined)));
        },
      },
      (review) => {
        bench().remove('b.txt');
        review.accept();
      },
    );
    const ending = services.uploads.start([bench().file('a.txt'), b], target());
    await asked;
    assert.match(
      (await rows())[0] ?? '',
      /waiting for your answer.* 1 failed · ox\/cats · main\) \[live.* canRetry canAnswer\]$/,
    );
    bench().file('b.txt', 'again');

    await retryFailed.run(services, await first());

    const outcome = await ending;
    assert.equal(outcome.kind === 'ran' ? outcome.receipt.result : outcome.kind, 'committed');
    assert.equal(await bench().read('b.txt'), 'again');
  });

  it('keeps a question that was put aside, and shows it again by its row', async () => {
    const asked: boolean[] = [];
    let recalled: () => void = () => undefined;
    const seen = new Promise<void>((resolve) => (recalled = resolve));
    make(
      {
        decide: (question, { onRecall }) =>
          new Promise((resolve) => {
            asked.push(true);
            onRecall(() => {
              recalled();
              resolve(question.answers.find(({ label }) => label === 'Discard')?.value);
            });
          }),
      },
      (review) => {
        bench().remove('b.txt');
        review.accept();
      },
    );
    const ending = services.uploads.start([bench().file('b.txt')], target());
    await whenSo(() => services.uploads.all[0]?.state === 'asking', services.uploads);

    answerUpload.run(services, await first());

    await seen;
    await ending;
    assert.deepEqual(asked, [true]);
  });

  it('lists what goes on, then what was interrupted, then what has ended, the newest of each first', async () => {
    make();
    const proxy = await proxied(bench().oxen.origin);
    const held = proxy.hold('POST', /\/files\/$/);
    const interrupted = services.uploads.start([bench().file('interrupted.txt')], target(proxy.origin));
    await held.reached;
    await services.uploads.suspend();
    held.drop();
    await interrupted;
    for (const name of ['first.txt', 'second.txt'])
      await services.uploads.start([bench().file(name)], target());
    const again = proxy.hold('POST', /\/files\/$/);
    const running = services.uploads.start([bench().file('running.txt')], target(proxy.origin));
    await again.reached;
    const waiting = services.uploads.start([bench().file('waiting.txt')], target(proxy.origin));
    await whenSo(() => services.uploads.all.some(({ state }) => state === 'waiting'), services.uploads);

    assert.deepEqual(
      (await rows()).map((row) => row.split(' ')[0]),
      ['running.txt', 'waiting.txt', 'interrupted.txt', 'second.txt', 'first.txt'],
    );
    again.release();
    await Promise.all([running, waiting]);
  });

  it('lists an interrupted upload with its files, and resumes it', async () => {
    make();
    await connect();
    const proxy = await proxied(bench().oxen.origin);
    const held = proxy.hold('GET', /\/merge\/main/);
    const ending = services.uploads.start(
      [bench().file('a.txt'), bench().file('b.txt')],
      target(proxy.origin),
    );
    await held.reached;
    await services.uploads.suspend();
    held.drop();
    await ending;

    assert.deepEqual(await rows(), [
      'a.txt and 1 more (interrupted · 2 files (10 B) · ox/cats · main) [interrupted canResume]',
    ]);
    assert.deepEqual(await rows(await first()), [
      'a.txt (not committed · sent) [file]',
      'b.txt (not committed · sent) [file]',
    ]);
    await services.accounts.add(target(proxy.origin).origin, undefined);
    await resumeUpload.run(services, await first());
    assert.match((await rows())[0] ?? '', /uploaded as \w{7}/);
    assert.equal((await rows()).length, 1);
  });

  it('verifies again, and tells of what differs here and there', async () => {
    make();
    await connect();
    await services.uploads.start(
      ['a.txt', 'b.txt', 'c.txt'].map((name) => bench().file(name)),
      target(),
    );
    await verifyAgain.run(services, await first());
    assert.match(
      told.at(-1)?.text ?? '',
      /^a\.txt and 2 more on ox\/cats · main: 3 files as uploaded, here and there\.$/,
    );

    bench().file('a.txt', 'edited');
    await bench().commitOfOthers({ 'b.txt': 'theirs' });
    await verifyAgain.run(services, await first());
    const last = told.at(-1);
    assert.match(last?.text ?? '', /2 of 3 files not as uploaded\.$/);
    await last?.actions[0]?.run();
    const text = shownText();
    assert.match(text, /differs here +a\.txt/);
    assert.match(text, /differs there +b\.txt/);
    assert.match(text, /the same +c\.txt/);
  });

  it('shows and copies the receipt, and a link that says what it is', async () => {
    make();
    const a = bench().file('a.txt');
    await services.uploads.start([a], target());

    await showReceipt.run(services, await first());
    assert.match(
      shownText(),
      /Upload: committed\nTarget: ox\/cats · main on http.*\n(.*\n)+uploaded +a\.txt /,
    );
    await copyReceipt.run(services, await first());
    const copied: unknown = JSON.parse(await vscode.env.clipboard.readText());
    assert.ok(typeof copied === 'object' && copied !== null && 'kind' in copied);
    assert.equal(copied.kind, KIND);
    await copyUploadLink.run(services, await first());
    assert.equal(await vscode.env.clipboard.readText(), `${bench().oxen.origin}/ox/cats`);
    assert.match(told.at(-1)?.text ?? '', /address of ox\/cats, as “oxen clone” takes it/);
  });

  it('forgets one, or all', async () => {
    make();
    for (const name of ['a.txt', 'b.txt', 'c.txt'])
      await services.uploads.start([bench().file(name)], target());
    await removeUpload.run(services, await first());
    assert.deepEqual(
      (await rows()).map((row) => row.split(' ')[0]),
      ['b.txt', 'a.txt'],
    );
    await clearHistory.run(services);
    assert.deepEqual(await rows(), []);
  });

  /** What the editor in front shows; its own provider is that of the extension that runs here, too. */
  function shownText(): string {
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.uri.scheme, 'oxen-receipt');
    return services.documents.provideTextDocumentContent(document.uri);
  }

  async function connect(): Promise<void> {
    const { accounts } = services;
    await accounts.add(target().origin, undefined);
  }
  afterEach(async () => {
    await vscode.workspace.getConfiguration('oxen').update('servers', [], vscode.ConfigurationTarget.Global);
  });
});
