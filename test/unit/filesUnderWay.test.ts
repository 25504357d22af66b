import assert from 'node:assert/strict';
import { LocalFileError } from '../../src/core/files/localFileError';
import { FileTable } from '../../src/core/upload/process/fileTable';
import { fileTable } from '../support/fileTable';
import { FilesUnderWay } from '../../src/vscode/uploads/filesUnderWay';

describe('the files of an upload under way', () => {
  it('are sent that an earlier process has sent, and those of now, in any order', () => {
    const files = new FilesUnderWay();
    const file = (path: string) => ({ path, source: `/w/${path}`, size: 1, standing: 'new' as const });
    const all = ['a', 'b', 'c', 'd'].map(file);
    files.approve({ files: fileTable(all), goes: (index) => index !== 3, failed: [] });

    files.note({ type: 'kept', files: [file('b')], bytes: 1 });
    files.note({ type: 'staged', files: [file('c'), file('a')] });

    assert.deepEqual(
      files.first(10).map(({ path, state }) => [path, state]),
      [
        ['a', 'staged'],
        ['b', 'staged'],
        ['c', 'staged'],
      ],
    );
    assert.deepEqual([files.count, files.size], [3, 3]);
  });

  it('have not failed that were read after all, before it was approved', () => {
    const files = new FilesUnderWay();
    const [folder, file] = ['/d/closed', '/d/gone.txt'].map((path) => new LocalFileError(path, 'unreadable'));
    assert.ok(folder && file);
    for (const error of [folder, file]) files.note({ type: 'failed', path: error.path, error });
    assert.equal(files.failures, 2);

    const failed = [{ path: file.path, error: file }];
    files.approve({ files: new FileTable(), goes: () => true, failed });

    assert.equal(files.failures, 1);
    assert.equal(files.count, 1);
    assert.deepEqual(files.first(10), [
      { path: '/d/gone.txt', source: '/d/gone.txt', state: 'failed', reason: file.message },
    ]);
  });
});
