import assert from 'node:assert/strict';
import { HUB } from '../../src/core/oxen/address';
import { parseBranch } from '../../src/core/oxen/branchName';
import { OxenServer } from '../../src/core/oxen/http/client';
import { featuresOf } from '../../src/core/oxen/server/serverVersion';
import { isRefusal, repoDirectory, repoPath } from '../../src/core/repoPath';
import type { Concern } from '../../src/core/upload/plan/concerns';
import type { Preparation, PreparedFile, Standing } from '../../src/core/upload/plan/preparation';
import { approvedOf } from '../../src/core/upload/process/approval';
import { opensFiles } from '../../src/vscode/uploads/review/opensFiles';
import { ReviewedFiles } from '../../src/vscode/uploads/review/reviewedFiles';
import type { ReviewNode } from '../../src/vscode/views/review/reviewNodes';
import { PAGE_ROWS, ReviewTree } from '../../src/vscode/views/review/reviewTree';
import { fileTable } from '../support/fileTable';

const HOME = { kind: 'home-folder', path: '/home/ox', text: '/home/ox is your home folder.' } as const;

describe('the rows of a review', () => {
  it('lead by directory to the files, from the directory that they share', () => {
    const tree = treeOf(['data/a-b/x', 'data/a/b/1', 'data/a/b/2', 'data/a/c', 'data/a.txt', 'data/z/1']);
    const [files] = tree.roots();
    assert.ok(files);
    assert.equal(tree.base, 'data/');
    assert.deepEqual(namesOf(tree.children(files)), ['data/a-b/', 'data/a/', 'data/z/', 'data/a.txt']);
    assert.deepEqual(namesOf(tree.children(at(tree, 'data/a/'))), ['data/a/b/', 'data/a/c']);
    assert.deepEqual(namesOf(tree.children(at(tree, 'data/a/', 'data/a/b/'))), ['data/a/b/1', 'data/a/b/2']);
  });

  it('tick all files of a directory, and tell how many of them are', async () => {
    const preparation = preparationOf(['d/a/1', 'd/a/2', 'd/a/3', 'd/b']);
    const tree = new ReviewTree(reviewed(preparation));
    const directory = at(tree, 'd/a/');
    const range = tree.rangeOf(directory);
    assert.ok(range);
    tree.files.tick(1, false);
    assert.deepEqual(tree.files.tickedIn(range), { ticked: 2, total: 3, bytes: 2, box: false });

    tree.files.tickAll(range, false);
    const left = await leftOf(preparation, tree.files);
    assert.deepEqual(
      left.files.map(({ path }) => path),
      ['d/b'],
    );
    assert.deepEqual(
      left.skipped.map(({ reason }) => reason),
      ['unticked', 'unticked', 'unticked'],
    );
  });

  it('leave secrets unticked, and have them looked at together with what concerns the whole selection', async () => {
    const plain = preparationOf(['d/.env', 'd/a']);
    const secret = { path: '/local/d/.env', destination: plain.files[0]?.path ?? repo('x') };
    const preparation = { ...plain, secrets: [{ ...secret, reason: 'secret-name' as const }] };
    const files = reviewed(preparation, [HOME]);
    const tree = new ReviewTree(files);

    assert.deepEqual(
      tree.roots().map(({ id }) => id),
      ['look', 'files'],
    );
    assert.deepEqual(
      tree.children({ kind: 'group', id: 'look', parent: undefined }).map(({ kind }) => kind),
      ['concern', 'file'],
    );
    const { path, destination } = secret;
    assert.deepEqual((await leftOf(preparation, files)).skipped, [
      { path, destination, size: 1, reason: 'secret-name' },
    ]);
    assert.deepEqual(files.unconfirmed, [HOME]);
    files.confirm(HOME, true);
    const all = { start: 0, end: 2 };
    assert.deepEqual([files.tickedIn(all).ticked, files.tickedIn(all).box], [1, true]);
    files.tickAll(all, false);
    files.tickAll(all, true);
    assert.equal(files.isTicked(0), false, 'ticked by its own box only');
    files.tick(0, true);
    files.tickAll(all, true);
    assert.equal(files.isTicked(0), true);
    assert.deepEqual(files.unconfirmed, []);

    const again = new ReviewedFiles(files.found, [], files.decisions());
    assert.deepEqual(
      [again.unconfirmed, again.isTicked(0)],
      [[], true],
      'kept when the files are read again',
    );
  });

  it('do not count what is there already, which has no box', async () => {
    const preparation = preparationOf(['a', 'b'], 'unchanged');
    const files = reviewed(preparation);
    files.tickAll({ start: 0, end: 2 }, false);
    assert.deepEqual(files.tickedIn({ start: 0, end: 2 }), { ticked: 0, total: 0, bytes: 0, box: undefined });
    assert.equal((await leftOf(preparation, files)).files.length, 2);
  });

  it('name what was skipped once, and say where it can go nevertheless', () => {
    const tree = new ReviewTree(
      reviewed({
        ...preparationOf(['a']),
        skipped: [
          { path: '/local/node_modules', reason: 'excluded' },
          { path: '/local/link', reason: 'symlink' },
        ],
        refused: [
          { path: '/local/b\\c', destination: 'b\\c', reason: 'names with a backslash are not supported' },
        ],
      }),
    );
    const rows = tree.children({ kind: 'group', id: 'skipped', parent: undefined });
    assert.deepEqual(
      rows.map((row) => row.kind === 'skipped' && [row.skipped.path, row.skipped.text, row.canGoAnyway]),
      [
        ['/local/node_modules', 'matches an exclude pattern', true],
        ['/local/link', 'symbolic links are not followed', false],
        ['/local/b\\c', 'names with a backslash are not supported', false],
      ],
    );
  });

  it('come in pages, and in less than 200 ms, of 100,000 files in one directory and in 1,000', () => {
    const flat = Array.from({ length: 100_000 }, (_, index) => `d/${String(index).padStart(6, '0')}`);
    const deep = flat.map(
      (path, index) => `d/${String(Math.floor(index / 100)).padStart(4, '0')}/${path.slice(2)}`,
    );
    for (const paths of [flat, deep]) {
      const tree = treeOf(paths);
      const [files] = tree.roots();
      assert.ok(files);
      const begun = process.cpuUsage();
      const rows = tree.children(files);
      for (const row of rows) {
        const range = tree.rangeOf(row);
        if (range !== undefined) tree.files.tickedIn(range);
      }
      const { user, system } = process.cpuUsage(begun); // in µs; a machine that does other things is not slower
      assert.ok(user + system < 200_000, `${(user + system) / 1000} ms`);
      const last = rows.at(-1);
      if (paths === deep) {
        assert.equal(rows.length, PAGE_ROWS);
        continue;
      }
      assert.equal(rows.length, PAGE_ROWS + 1);
      assert.ok(last?.kind === 'more');
      assert.equal(last.total, 100_000);
      tree.loadMore(last);
      assert.equal(tree.children(files).length, 2 * PAGE_ROWS + 1);
    }
  });
});

describe('the files of a review', () => {
  const many = (count: number, standing?: Standing) =>
    preparationOf(
      Array.from({ length: count }, (_, index) => `${index}`),
      standing,
    );

  it('are shown at once when more is to be known than a sentence tells', () => {
    assert.equal(opensFiles(reviewed(many(1000)), 'whenNeeded'), false);
    assert.equal(opensFiles(reviewed(many(1001)), 'whenNeeded'), true);
    assert.equal(opensFiles(reviewed(many(20, 'changed')), 'whenNeeded'), false);
    assert.equal(opensFiles(reviewed(many(21, 'changed')), 'whenNeeded'), true);
    assert.equal(opensFiles(reviewed(many(1), [HOME]), 'whenNeeded'), true);
    assert.equal(opensFiles(reviewed(many(1), [HOME]), 'never'), false);
    assert.equal(opensFiles(reviewed(many(1)), 'always'), true);
  });
});

function treeOf(paths: readonly string[]): ReviewTree {
  return new ReviewTree(reviewed(preparationOf(paths)));
}

function reviewed(preparation: Preparation, concerns: readonly Concern[] = []): ReviewedFiles {
  const files = fileTable(preparation.files);
  return new ReviewedFiles({ ...preparation, files, concerns, text: undefined });
}

/** What is left of it once it was reviewed so. */
function leftOf(preparation: Preparation, files: ReviewedFiles): Promise<Preparation> {
  const text = { message: 'm', author: 'a', email: 'e' };
  return approvedOf(preparation, { kind: 'upload', ticks: files.allTicks(), edited: [], text });
}

function preparationOf(paths: readonly string[], standing: Standing = 'new'): Preparation {
  const files = paths.map((path): PreparedFile => ({
    source: `/local/${path}`,
    path: repo(path),
    size: 1,
    replaces: standing === 'new' ? undefined : 'a1',
    digest: undefined,
    standing,
  }));
  const nothing = { skipped: [], refused: [], failed: [], warnings: [], secrets: [], workingCopies: [] };
  const transport = () => Promise.reject(new Error('no network here'));
  const directory = repoDirectory('');
  assert.ok(!isRefusal(directory));
  const target = {
    repository: new OxenServer({ origin: HUB, transport }).repository({ namespace: 'ox', name: 'cats' }),
    branch: parseBranch('main'),
    directory,
    features: featuresOf('0.65.2'),
    store: 'local',
  } as const;
  return { target, base: undefined, seenAt: performance.now(), files, ...nothing };
}

function at(tree: ReviewTree, ...paths: readonly string[]): ReviewNode {
  let [node]: readonly (ReviewNode | undefined)[] = tree.roots().filter(({ id }) => id === 'files');
  for (const path of paths) {
    assert.ok(node);
    node = tree.children(node).find((child) => child.kind === 'directory' && child.path === path);
  }
  assert.ok(node);
  return node;
}

function namesOf(rows: readonly ReviewNode[]): readonly string[] {
  return rows.map((row) =>
    row.kind === 'directory' ? row.path : row.kind === 'file' ? row.file.path : row.kind,
  );
}

function repo(text: string) {
  const path = repoPath(text);
  if (isRefusal(path)) throw new TypeError(path.reason);
  return path;
}
