import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isRefusal, joinRepoPath, repoPath } from '../../src/core/repoPath';
import {
  commonDirectories,
  directoriesFrom,
  filesBelow,
  filesByName,
  wantedTree,
} from '../../src/core/upload/plan/wantedTree';

const path = fc
  .array(fc.constantFrom('a', 'b', 'ab', 'a-b', 'a.b'), { minLength: 1, maxLength: 4 })
  .map((names) => names.join('/'))
  .map((text) => {
    const checked = repoPath(text);
    assert.ok(!isRefusal(checked));
    return checked;
  });
const paths = fc.uniqueArray(path, { minLength: 1, maxLength: 20 });

describe('the directories that paths need', () => {
  it('hold each path once, under its name', () => {
    fc.assert(
      fc.property(paths, (all) => {
        const root = wantedTree(all);
        const found = [...directoriesFrom(root)].flatMap((directory) =>
          [...filesByName(directory, all)].map(([name, index]) => [
            index,
            joinRepoPath(directory.path, name),
          ]),
        );
        assert.deepEqual(new Map(found.map(([index, text]) => [index, text])), new Map(all.entries()));
        assert.equal(found.length, all.length);
        assert.deepEqual([...filesBelow(root)].sort(), [...all.keys()].sort());
      }),
    );
  });

  it('are there once each, in whatever order the paths come', () => {
    fc.assert(
      fc.property(paths, (all) => {
        const directories = [...directoriesFrom(wantedTree(all))].map(({ path }) => path);
        assert.equal(new Set(directories).size, directories.length, directories.join());
      }),
    );
  });

  it('begin with those that all paths have in common, down to the deepest', () => {
    fc.assert(
      fc.property(paths, (all) => {
        const common = commonDirectories(wantedTree(all)).map((directory) => directory.path);
        const folders = all.map((text) => text.split('/').slice(0, -1));
        const [first = []] = folders;
        const expected = [...first.keys(), first.length]
          .map((length) => first.slice(0, length))
          .filter((start) => folders.every((names) => start.every((name, i) => names[i] === name)))
          .map((start) => start.join('/'));
        assert.deepEqual(common, expected);
      }),
    );
  });
});
