import assert from 'node:assert/strict';
import { UserError } from '../../src/core/userError';
import { localCandidates } from '../../src/vscode/remoteFiles/localCandidates';

describe('The local files that a remote path may stand for', () => {
  it('lie below the folders, under the whole path or the end of it', () => {
    assert.deepEqual(localCandidates('a/b/c.txt', ['/w', '/v']), [
      ...['/w/a/b/c.txt', '/v/a/b/c.txt'],
      ...['/w/b/c.txt', '/v/b/c.txt'],
      ...['/w/c.txt', '/v/c.txt'],
    ]);
  });

  it('are each named once', () => {
    assert.deepEqual(localCandidates('w/c.txt', ['/w', '/w/w']), [
      ...['/w/w/c.txt', '/w/w/w/c.txt'],
      '/w/c.txt',
    ]);
  });

  for (const path of ['../x', 'a/../../x', '..\\x', 'a\\..\\..\\x', '/etc/passwd', '..', '', 'a//b', './a']) {
    it(`are none for ${JSON.stringify(path)}`, () => {
      assert.throws(
        () => localCandidates(path, ['/w']),
        (error) => error instanceof UserError && /is not a valid file path/.test(error.message),
      );
    });
  }
});
