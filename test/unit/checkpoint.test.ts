import assert from 'node:assert/strict';
import { contentHash } from '../../src/core/contentHash';
import { isRefusal, repoPath, type RepoPath } from '../../src/core/repoPath';
import { parseBranch } from '../../src/core/oxen/branchName';
import { Checkpoint } from '../../src/core/upload/journal/checkpoint';

describe('what a run has achieved', () => {
  it('counts as staged only with the same content, and only in the newest workspace', () => {
    const checkpoint = new Checkpoint([
      { type: 'workspace', id: 'one' },
      { type: 'staged', files: [['a', '1a']] },
    ]);
    assert.ok(checkpoint.isStaged(path('a'), contentHash('1a')));
    assert.ok(!checkpoint.isStaged(path('a'), contentHash('2b')));

    checkpoint.note({ type: 'workspace', id: 'two' });

    assert.equal(checkpoint.workspace, 'two');
    assert.ok(!checkpoint.isStaged(path('a'), contentHash('1a')));
  });

  it('remembers what was decided about conflicts; each time the workspace is of no use any more', () => {
    const checkpoint = new Checkpoint([
      { type: 'workspace', id: 'one', base: 'c1' },
      { type: 'decided', skipped: ['a', 'b'] },
      { type: 'workspace', id: 'two', base: 'c2' },
    ]);
    assert.deepEqual(
      [checkpoint.base, checkpoint.branch, checkpoint.isWorkspaceOutdated],
      ['c2', undefined, false],
    );

    checkpoint.note({ type: 'decided', branch: parseBranch('ours') });
    checkpoint.note({ type: 'decided', skipped: ['c'] });

    assert.deepEqual([checkpoint.branch, [...checkpoint.skipped]], ['ours', ['a', 'b', 'c']]);
    assert.deepEqual([checkpoint.workspace, checkpoint.isWorkspaceOutdated], ['two', true], 'to be deleted');
  });

  it('knows the chunks of the newest upload of a blob, if it is of the wanted kind', () => {
    const checkpoint = new Checkpoint([
      { type: 'chunk', hash: '1a', upload: 'raw:old', number: 0 },
      { type: 'chunk', hash: '1a', upload: 'raw:new', number: 1 },
      { type: 'chunk', hash: '1a', upload: 'raw:new', number: 3 },
    ]);

    assert.equal(checkpoint.engineOf(contentHash('1a')), 'raw');
    assert.equal(checkpoint.engineOf(contentHash('2b')), undefined);
    assert.equal(checkpoint.claimReceivedChunks(contentHash('1a'), 'chunks:'), undefined);
    assert.deepEqual(checkpoint.claimReceivedChunks(contentHash('1a'), 'raw:'), {
      upload: 'raw:new',
      numbers: new Set([1, 3]),
    });
    assert.equal(
      checkpoint.claimReceivedChunks(contentHash('1a'), 'raw:'),
      undefined,
      'they are of use once',
    );
  });
});

function path(text: string): RepoPath {
  const checked = repoPath(text);
  assert.ok(!isRefusal(checked));
  return checked;
}
