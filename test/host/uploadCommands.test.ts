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
import { retryFailed } from '../../src/vscode/commands/retryFailed';
import { showReceipt } from '../../src/vscode/commands/showReceipt';
import { verifyAgain } from '../../src/vscode/commands/verifyAgain';
import { ReceiptDocuments } from '../../src/vscode/views/uploads/receiptDocuments';
import { pressing } from './support/services';
import { useUploadsView } from './support/uploadsView';
import { whenSo } from './support/whenSo';

describe('commands of rows of the Uploads view', () => {
  const view = useUploadsView();
  const { bench } = view;

  it('cancels, and repeats, the upload of the row', async () => {
    view.make({}, () => undefined);
    const a = view.services.uploads.start([bench().file('a.txt')], view.target());
    await whenSo(() => view.services.uploads.all.length === 1, view.services.uploads);
    const b = view.services.uploads.start([bench().file('b.txt')], view.target());
    await whenSo(() => view.services.uploads.all.length === 2, view.services.uploads);
    const [newest] = await view.services.history.getChildren();
    await cancelUpload.run(view.services, newest);
    assert.equal((await b).kind, 'cancelled');
    assert.deepEqual(view.services.uploads.all.length, 1);
    view.services.uploads.all[0]?.cancel();
    await a;
    view.services.dispose();

    view.make();
    await view.connect();
    await view.services.uploads.start([bench().file('c.txt', 'first')], view.target());
    bench().file('c.txt', 'second');
    await repeatUpload.run(view.services, await view.first());
    assert.equal(await bench().read('c.txt'), 'second');
    assert.equal((await view.rows()).length, 2);
  });

  it('shows failed files first with their reasons, and sends them once more', async () => {
    const files = [bench().file('a.txt'), bench().file('b.txt')];
    view.make(pressing('Commit the Others').prompts, async (review) => {
      if (view.services.uploads.all.length === 1 && (await view.rows()).length === 1) bench().remove('b.txt');
      review.accept();
    });
    await view.connect();
    await view.services.uploads.start(files, view.target());

    assert.match(
      (await view.rows())[0] ?? '',
      /1 file \(5 B\) · 1 failed · ox\/cats · main\) \[finished canRetry canVerify committed offHub\]/,
    );
    const [failed, sent] = await view.rows(await view.first());
    assert.match(failed ?? '', /^b\.txt \(failed · .*b\.txt no longer exists/);
    assert.match(sent ?? '', /^a\.txt \(uploaded/);

    bench().file('b.txt', 'there again');
    await retryFailed.run(view.services, await view.first());
    assert.equal(await bench().read('b.txt'), 'there again');
    assert.deepEqual(await view.rows(await view.first()), ['b.txt (uploaded · 11 B) [file]']);
  });

  it('answers the question about failed files by its row', async () => {
    const b = bench().file('b.txt');
    let wasAsked: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => (wasAsked = resolve));
    view.make(
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
    const ending = view.services.uploads.start([bench().file('a.txt'), b], view.target());
    await asked;
    assert.match(
      (await view.rows())[0] ?? '',
      /waiting for your answer.* 1 failed · ox\/cats · main\) \[live.* canRetry canAnswer\]$/,
    );
    bench().file('b.txt', 'again');

    await retryFailed.run(view.services, await view.first());

    const outcome = await ending;
    assert.equal(outcome.kind === 'ran' ? outcome.receipt.result : outcome.kind, 'committed');
    assert.equal(await bench().read('b.txt'), 'again');
  });

  it('keeps a question that was put aside, and shows it again by its row', async () => {
    const asked: boolean[] = [];
    let recalled: () => void = () => undefined;
    const seen = new Promise<void>((resolve) => (recalled = resolve));
    view.make(
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
    const ending = view.services.uploads.start([bench().file('b.txt')], view.target());
    await whenSo(() => view.services.uploads.all[0]?.state === 'asking', view.services.uploads);

    answerUpload.run(view.services, await view.first());

    await seen;
    await ending;
    assert.deepEqual(asked, [true]);
  });

  it('verifies again, and tells of what differs here and there', async () => {
    view.make();
    await view.connect();
    await view.services.uploads.start(
      ['a.txt', 'b.txt', 'c.txt'].map((name) => bench().file(name)),
      view.target(),
    );
    await verifyAgain.run(view.services, await view.first());
    assert.match(
      view.told.at(-1)?.text ?? '',
      /^a\.txt and 2 more on ox\/cats · main: 3 files as uploaded, here and there\.$/,
    );

    bench().file('a.txt', 'edited');
    await bench().commitOfOthers({ 'b.txt': 'theirs' });
    await verifyAgain.run(view.services, await view.first());
    const last = view.told.at(-1);
    assert.match(last?.text ?? '', /2 of 3 files not as uploaded\.$/);
    await last?.actions[0]?.run();
    const text = shownText();
    assert.match(text, /differs here +a\.txt/);
    assert.match(text, /differs there +b\.txt/);
    assert.match(text, /the same +c\.txt/);
  });

  it('shows and copies the receipt, and a link that says what it is', async () => {
    view.make();
    const a = bench().file('a.txt');
    await view.services.uploads.start([a], view.target());

    await showReceipt.run(view.services, await view.first());
    assert.match(
      shownText(),
      /Upload: committed\nTarget: ox\/cats · main on http.*\n(.*\n)+uploaded +a\.txt /,
    );
    await copyReceipt.run(view.services, await view.first());
    const copied: unknown = JSON.parse(await vscode.env.clipboard.readText());
    assert.ok(typeof copied === 'object' && copied !== null && 'kind' in copied);
    assert.equal(copied.kind, KIND);
    await copyUploadLink.run(view.services, await view.first());
    assert.equal(await vscode.env.clipboard.readText(), `${bench().oxen.origin}/ox/cats`);
    assert.match(view.told.at(-1)?.text ?? '', /address of ox\/cats, as “oxen clone” takes it/);
  });

  it('shows each receipt at an address of its own, also once the window was loaded again', async () => {
    view.make();
    await view.services.uploads.start([bench().file('a.txt')], view.target());
    const [receipt] = await view.services.receipts.list();
    assert.ok(receipt);
    const shown = async (documents: ReceiptDocuments) => {
      await documents.show(receipt);
      return vscode.window.activeTextEditor?.document.uri.toString();
    };
    assert.notEqual(await shown(view.services.documents), await shown(new ReceiptDocuments()));
  });

  it('forgets one, or all', async () => {
    view.make();
    for (const name of ['a.txt', 'b.txt', 'c.txt'])
      await view.services.uploads.start([bench().file(name)], view.target());
    await removeUpload.run(view.services, await view.first());
    assert.deepEqual(
      (await view.rows()).map((row) => row.split(' ')[0]),
      ['b.txt', 'a.txt'],
    );
    await clearHistory.run(view.services);
    assert.deepEqual(await view.rows(), []);
  });

  /** What the editor in front shows; its own provider is that of the extension that runs here, too. */
  function shownText(): string {
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.uri.scheme, 'oxen-receipt');
    return view.services.documents.provideTextDocumentContent(document.uri);
  }
});
