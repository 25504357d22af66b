import assert from 'node:assert/strict';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../src/core/userError';
import { localPaths, resourcesOf, selectionOf } from '../../src/vscode/resources';

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
    ['Source Control, a group', [{ resourceStates: [{ resourceUri: a }, { resourceUri: b }] }], [a, b]],
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

  describe('in Source Control, where some of it is deleted', () => {
    let folder = '';
    const said: string[] = [];
    const prompts = {
      inform: (text: string) => void said.push(text),
      pickResources: () => Promise.resolve(undefined),
    };
    const states = (...names: readonly string[]) =>
      names.map((name) => ({ resourceUri: vscode.Uri.file(join(folder, name)) }));

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'resources-'));
      await writeFile(join(folder, 'kept.txt'), '');
      await symlink('nowhere', join(folder, 'dangling'));
    });
    beforeEach(() => {
      said.length = 0;
    });
    after(() => rm(folder, { recursive: true }));

    it('is what is left, and what was left out is said', async () => {
      const one = await selectionOf(states('kept.txt', 'gone.txt', 'dangling'), prompts);
      assert.deepEqual(one, [join(folder, 'kept.txt'), join(folder, 'dangling')]);
      const two = await selectionOf(states('kept.txt', 'gone.txt', 'kept.txt/gone'), prompts);
      assert.deepEqual(two, [join(folder, 'kept.txt')]);

      assert.deepEqual(said, [
        `Skipped: ${join(folder, 'gone.txt')} was deleted locally, and uploads never delete files from a branch.`,
        'Skipped: 2 files were deleted locally, and uploads never delete files from a branch.',
      ]);
    });

    it('is nothing when nothing is left, which is said, and is no error', async () => {
      assert.equal(await selectionOf(states('gone.txt'), prompts), undefined);
      assert.equal(await selectionOf(states('gone.txt', 'lost.txt'), prompts), undefined);

      assert.deepEqual(said, [
        `Nothing to upload: ${join(folder, 'gone.txt')} was deleted locally, and uploads never delete files from a branch.`,
        'Nothing to upload: 2 files were deleted locally, and uploads never delete files from a branch.',
      ]);
    });

    it('is nothing for a group without changes, which is said, too', async () => {
      assert.equal(await selectionOf([{ resourceStates: [] }], prompts), undefined);

      assert.deepEqual(said, ['Nothing to upload: nothing is selected.']);
    });

    it('is all of it when all is there', async () => {
      assert.deepEqual(await selectionOf(states('kept.txt'), prompts), [join(folder, 'kept.txt')]);
      assert.equal(await selectionOf([], prompts), undefined);
      assert.deepEqual(said, []);
    });
  });

  it('is, for the palette, the file of the active editor, and without one what is picked', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'resources-'));
    const file = join(folder, 'shown.txt');
    await writeFile(file, '');
    const prompts = {
      inform: () => undefined,
      pickResources: () => Promise.resolve([vscode.Uri.file(folder)]),
    };
    await vscode.window.showTextDocument(vscode.Uri.file(file));
    assert.deepEqual(await selectionOf([], prompts), [file]);

    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    assert.deepEqual(await selectionOf([], prompts), [folder]);
    await rm(folder, { recursive: true });
  });

  it('is refused in plain words when it is on no disk', () => {
    const untitled = vscode.Uri.from({ scheme: 'untitled', path: 'Untitled-1' });
    assert.throws(
      () => localPaths([a, untitled]),
      (error) => {
        assert.ok(error instanceof UserError);
        assert.equal(error.message, 'Untitled-1 is not a file on disk (“untitled:”).');
        assert.match(error.advice ?? '', /^Save it/);
        return true;
      },
    );
  });

  it('is refused when it is nothing', () => {
    assert.throws(() => localPaths([]), /Nothing is selected/);
  });
});
