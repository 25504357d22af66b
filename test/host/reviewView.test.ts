import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { mock } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { openReceipt } from '../../src/core/upload/receipt/receiptFile';
import { openReviewedFile } from '../../src/vscode/commands/openReviewedFile';
import { toggleReviewed } from '../../src/vscode/commands/toggleReviewed';
import { uploadAnyway } from '../../src/vscode/commands/uploadAnyway';
import type { Prompts } from '../../src/vscode/prompts';
import type { OpenReview } from '../../src/vscode/uploads/review/openReview';
import type { ReviewNode } from '../../src/vscode/views/review/reviewNodes';
import { makeServices, targetAt, type TestServices } from './support/services';
import { useBench } from './support/useBench';
import { whenSo } from './support/whenSo';

describe('the Review view', () => {
  const bench = useBench();
  let services: TestServices;
  afterEach(() => services.dispose());

  it('shows the files by directory, each with its size and how it stands to the branch', async () => {
    await bench().commitOfOthers({ 'd/a.txt': 'theirs is longer', 'd/b.txt': 'same' });
    services = window(() => services.uploads.all[0]?.cancel());
    const seen: string[] = [];
    const unseen = services.reviews.onDidChange(() => seen.push(rows().join('\n')));
    await upload(folderWith({ 'a.txt': 'mine', 'b.txt': 'diff', 'sub/c.txt': 'new', 'sub/d.txt': 'too' }));
    unseen.dispose();

    assert.ok(
      seen.includes(
        [
          '[x] Files (→ d/ · 4 files · 14 B)',
          '  [x] sub (2 files · 6 B)',
          '    [x] c.txt (3 B · new)',
          '    [x] d.txt (3 B · new)',
          '  [x] a.txt (4 B · changed)',
          '  [x] b.txt (4 B · changed)',
        ].join('\n'),
      ),
      seen.at(-2),
    );
  });

  it('leaves out what is unticked, and tells how much of a directory goes', async () => {
    services = window((review) => {
      toggleReviewed.run(services, nodeOf('c.txt'));
      assert.ok(rows().includes('  [ ] sub (1 of 2 · 3 B)'), rows().join('\n'));
      assert.match(review.content().prompt, /· 1 unticked · your first upload to this branch$/);
      review.accept();
    });
    const ending = await upload(folderWith({ 'sub/c.txt': 'new', 'sub/d.txt': 'too', 'e.txt': 'e' }));

    assert.ok(ending.kind === 'ran');
    const [receipt] = await services.receipts.list();
    assert.equal(receipt?.head.id, ending.receipt.receiptId);
    const left: unknown[] = [];
    for await (const files of (await openReceipt(receipt?.path ?? '')).files())
      for (const { file } of files)
        if (file.outcome === 'skipped') left.push([file.path, file.size, file.reason]);
    assert.deepEqual(left, [['d/sub/c.txt', 3, 'unticked in the review']]);
    assert.deepEqual(await Promise.all(['c', 'd'].map((name) => bench().read(`d/sub/${name}.txt`))), [
      undefined,
      'too',
    ]);
  });

  it('names an excluded folder once, and uploads it when told to', async () => {
    let count = 0;
    services = window(async (review) => {
      count++;
      if (count > 1) {
        review.accept();
        return;
      }
      const skipped = rows().filter((row) => row.includes('node_modules'));
      assert.equal(skipped.length, 1);
      assert.match(skipped[0] ?? '', /d\/node_modules \(matches an exclude pattern\)$/);
      await uploadAnyway.run(services, nodeOf('node_modules'));
    });
    await upload(folderWith({ 'a.txt': 'a', 'node_modules/b/c.js': 'c' }));

    assert.equal(count, 2);
    assert.equal(await bench().read('d/node_modules/b/c.js'), 'c');
  });

  it('has what concerns the whole selection confirmed before it goes', async () => {
    services = window((review) => {
      assert.ok(review.isInFiles, 'it is shown at once');
      review.accept();
      assert.equal(review.isAnswered, false);
      assert.match(review.heading().message, /working copy of ox\/dogs · dev/);
      const concern = find((node) => node.kind === 'concern');
      services.reviewView.tick(concern, true);
      review.accept();
    });
    const config = '[[remotes]]\nname = "origin"\nurl = "https://hub.oxen.ai/ox/dogs"\n';
    const ending = await upload(
      folderWith({ '.oxen/HEAD': 'dev', '.oxen/config.toml': config, 'a.txt': 'a' }),
    );

    assert.equal(ending.kind, 'ran');
    assert.equal(await bench().read('d/a.txt'), 'a');
  });

  it('is there before it is to be shown, also for the review that comes after another one', async () => {
    const secret = folderWith({ '.env': '1', 'b.txt': 'b' });
    const endings: Promise<unknown>[] = [];
    services = window(async (review) => {
      if (review.isInFiles) {
        await nextTurn();
        services.uploads.all.at(-1)?.cancel();
      } else {
        endings.push(upload(secret));
        await whenSo(() => opened.mock.calls[1]?.result?.isReady === true, services.reviews);
        review.accept();
      }
    });
    const opened = mock.method(services.reviews, 'open');
    let known: OpenReview | undefined;
    services.reviews.onDidChange(() => (known = services.reviews.current));
    const shown: boolean[] = [];
    services.reviews.onDidShowFiles(() =>
      shown.push(known !== undefined && known === services.reviews.current),
    );

    await services.uploads.start([bench().file('a.txt')], targetAt(bench().oxen.origin));
    await Promise.all(endings);

    assert.deepEqual(shown, [true]);
  });

  it('compares a changed file with what lies on the branch', async () => {
    await bench().commitOfOthers({ 'd/a.txt': 'theirs is longer' });
    services = window(async () => {
      await openReviewedFile.run(services, nodeOf('a.txt'));
      services.uploads.all[0]?.cancel();
    });
    const folder = folderWith({ 'a.txt': 'mine' });
    await upload(folder);

    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    assert.ok(input instanceof vscode.TabInputTextDiff);
    assert.equal(input.original.scheme, 'oxen');
    assert.match(input.original.path, /^\/ox\/cats\/[0-9a-f]+\/d\/a\.txt$/);
    assert.equal(input.modified.fsPath, path.join(folder, 'a.txt'));
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('reads out every row', async () => {
    services = window(() => {
      for (const [node] of walk())
        assert.ok(services.reviewView.getTreeItem(node).accessibilityInformation?.label, node.kind);
      const item = services.reviewView.getTreeItem(nodeOf('.env'));
      assert.equal(
        item.accessibilityInformation?.label,
        'd/.env, its name suggests a secret, 1 B, new, left out',
      );
      services.uploads.all[0]?.cancel();
    });
    await upload(folderWith({ '.env': '1', 'sub/c.txt': 'new', 'venv/x': '' }));
  });

  for (const [label, way, place] of [
    ['by its place', 'by name', 'd/a.txt'],
    ['to another directory', 'another directory', 'else/where/d/a.txt'],
  ] as const) {
    it(`sends the files ${label} instead`, async () => {
      let count = 0;
      services = window(
        async (review) => {
          if (count++ === 0) await review.changeDestination();
          else review.accept();
        },
        {
          pick: ({ choices, typed }) =>
            Promise.resolve((typed?.('else/where') ?? choices.find(({ value }) => value === way))?.value),
        },
      );
      await upload(folderWith({ 'a.txt': 'a' }));

      assert.equal(count, 2);
      assert.equal(await bench().read(place), 'a');
    });
  }

  /** One in which this is done with each review that can be answered. */
  function window(
    review: (review: OpenReview) => unknown,
    answers: Partial<Pick<Prompts, 'pick'>> = {},
  ): TestServices {
    return makeServices(answers, { review });
  }

  function upload(folder: string) {
    return services.uploads.start([folder], targetAt(bench().oxen.origin));
  }

  /** Called `d`. */
  function folderWith(files: Readonly<Record<string, string>>): string {
    const folder = path.join(path.dirname(bench().file('beside.txt')), 'd');
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), content);
    }
    return folder;
  }

  /** Every row with how deep it lies. */
  function* walk(parent?: ReviewNode, depth = 0): Generator<[node: ReviewNode, depth: number]> {
    for (const node of services.reviewView.getChildren(parent)) {
      yield [node, depth];
      yield* walk(node, depth + 1);
    }
  }

  function rows(): readonly string[] {
    return [...walk()].map(([node, depth]) => {
      const { label, description, checkboxState } = services.reviewView.getTreeItem(node);
      const { Checked } = vscode.TreeItemCheckboxState;
      const box = checkboxState === undefined ? '' : checkboxState === Checked ? '[x] ' : '[ ] ';
      assert.ok(typeof label === 'string' && typeof description === 'string');
      return `${'  '.repeat(depth)}${box}${label} (${description})`;
    });
  }

  function find(isMeant: (node: ReviewNode) => boolean): ReviewNode {
    const found = [...walk()].find(([node]) => isMeant(node));
    assert.ok(found, rows().join('\n'));
    return found[0];
  }

  function nodeOf(name: string): ReviewNode {
    return find((node) => {
      const { label } = services.reviewView.getTreeItem(node);
      return typeof label === 'string' && (label === name || label.endsWith(`/${name}`));
    });
  }
});
