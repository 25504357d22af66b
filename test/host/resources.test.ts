import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { UserError } from '../../src/core/userError';
import { localPaths, resourcesOf } from '../../src/vscode/resources';

const a = vscode.Uri.file('/w/a.txt');
const b = vscode.Uri.file('/w/b.txt');

describe('what a command is called on', () => {
  for (const [menu, passed, expected] of [
    ['the Explorer, one', [a, [a]], [a]],
    ['the Explorer, several', [a, [a, b]], [a, b]],
    ['an editor', [a, { groupId: 0, editorIndex: 1 }], [a]],
    ['an editor’s text', [a], [a]],
    ['Source Control', [{ resourceUri: a }, { resourceUri: b }], [a, b]],
    ['Source Control, a selection', [{ resourceUri: a }, [{ resourceUri: a }, { resourceUri: b }]], [a, b]],
    ['the palette', [], undefined],
    ['a key', [undefined], undefined],
  ] as const) {
    it(`is found in what ${menu} passes`, () => {
      assert.deepEqual(resourcesOf(passed), expected);
    });
  }

  it('is a path on disk, each once', () => {
    assert.deepEqual(localPaths([a, b, a]), ['/w/a.txt', '/w/b.txt']);
  });

  it('is refused in plain words when it is on no disk', () => {
    const untitled = vscode.Uri.from({ scheme: 'untitled', path: 'Untitled-1' });
    assert.throws(
      () => localPaths([a, untitled]),
      (error) => {
        assert.ok(error instanceof UserError);
        assert.equal(error.message, 'Untitled-1 is not a file on disk (it is “untitled:”).');
        assert.match(error.advice ?? '', /^Save it/);
        return true;
      },
    );
  });

  it('is refused when it is nothing', () => {
    assert.throws(() => localPaths([]), /Nothing is selected/);
  });
});
