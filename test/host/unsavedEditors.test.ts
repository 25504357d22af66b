import assert from 'node:assert/strict';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { OpenReview } from '../../src/vscode/uploads/review/openReview';
import { makeServices, targetAt, type TestServices } from './support/services';
import { useBench } from './support/useBench';

describe('an upload of what editors show with unsaved changes', () => {
  const bench = useBench();
  let services: TestServices;
  before(() => configure('files.autoSave', 'off'));
  after(() => configure('files.autoSave', undefined));
  afterEach(async () => {
    services.dispose();
    while (vscode.window.tabGroups.all.some(({ tabs }) => tabs.length > 0))
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('says so, and saves it before it goes, though it was there as it was', async () => {
    const tooltips: string[] = [];
    services = window((review) => {
      tooltips.push(...review.content().buttons.map(({ tooltip }) => tooltip));
      review.accept();
    });
    const file = bench().file('a.txt');
    await upload([file]);
    tooltips.length = 0;
    await edit(file);

    const ending = await upload([file]);

    assert.equal(ending.kind, 'ran');
    assert.match(
      services.asked[1] ?? '',
      /a\.txt · 1 changed · replaces a\.txt · a\.txt will be saved first$/,
    );
    assert.deepEqual(tooltips, ['Review Files…', 'Change Destination…', 'Save and Upload', 'Cancel']);
    assert.equal(await bench().read('a.txt'), 'new a.txt');
  });

  it('does not send what looks like a secret unless it is ticked, though it was there as it was', async () => {
    let isFirst = true;
    services = window((review) => {
      if (isFirst) review.change((reviewed) => reviewed.tick(0, true));
      isFirst = false;
      review.accept();
    });
    const file = bench().file('.env', 'A=1');
    await upload([file]);
    await edit(file);

    await upload([file]);

    assert.match(services.asked[1] ?? '', /1 left out: possible secrets/);
    assert.equal(await bench().read('.env'), 'A=1');
    assert.deepEqual(unsaved(), ['.env']);
  });

  it('leaves editors alone whose files are unticked or skipped', async () => {
    const files = ['goes.txt', 'unticked.txt', 'ignored.txt'].map((name) => bench().file(name));
    bench().file('.oxenignore', 'ignored.txt');
    services = window((review) => {
      review.change((reviewed) => reviewed.tick(1, false));
      services.asked.push(review.content().prompt);
      review.accept();
    });
    for (const file of files) await edit(file);

    await upload(files);

    assert.match(services.asked[1] ?? '', /1 new · 1 skipped · 1 unticked · goes\.txt will be saved first/);
    assert.equal(await bench().read('goes.txt'), 'new goes.txt');
    assert.deepEqual(unsaved(), ['ignored.txt', 'unticked.txt']);
  });

  it('does not say that it saves anything when nothing of that goes', async () => {
    const files = ['goes.txt', 'unticked.txt'].map((name) => bench().file(name));
    services = window((review) => {
      review.change((reviewed) => reviewed.tick(1, false));
      services.asked.push(...review.content().buttons.map(({ tooltip }) => tooltip));
      review.accept();
    });
    await edit(files[1] ?? '');

    await upload(files);

    assert.deepEqual(services.asked.slice(1), ['Review Files…', 'Change Destination…', 'Upload', 'Cancel']);
    assert.deepEqual(unsaved(), ['unticked.txt']);
  });

  it('tells what is edited while the files are shown, before it is saved', async () => {
    const file = bench().file('a.txt');
    services = window(async (review) => {
      services.reviews.showFiles();
      const told = new Promise<void>((resolve) => {
        services.reviews.onDidChange(() => {
          if (services.reviewView.heading?.message.includes('a.txt will be saved first') === true) resolve();
        });
      });
      await edit(file);
      await told;
      review.accept();
    });

    await upload([file]);

    assert.equal(await bench().read('a.txt'), 'new a.txt');
  });

  function window(review: (review: OpenReview) => unknown): TestServices {
    return makeServices({}, { review });
  }

  function upload(files: readonly string[]) {
    return services.uploads.start(files, targetAt(bench().oxen.origin));
  }
});

function unsaved(): readonly string[] {
  return vscode.workspace.textDocuments
    .filter(({ isDirty }) => isDirty)
    .map(({ fileName }) => basename(fileName))
    .sort();
}

/** Types `new ` at the beginning of a file, and does not save it. */
async function edit(file: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(file);
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  await editor.edit((change) => change.insert(new vscode.Position(0, 0), 'new '));
  await whenDirty(document);
}

/** Its tab may learn of it later. */
async function whenDirty(document: vscode.TextDocument): Promise<void> {
  const isSo = () =>
    vscode.window.tabGroups.all.some(({ tabs }) =>
      tabs.some(
        ({ isDirty, input }) =>
          isDirty && input instanceof vscode.TabInputText && input.uri.fsPath === document.fileName,
      ),
    );
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function configure(name: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration().update(name, value, vscode.ConfigurationTarget.Global);
}
