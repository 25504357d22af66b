import assert from 'node:assert/strict';
import { LocalFileError } from '../../src/core/files/localFileError';
import { FileTable } from '../../src/core/upload/process/fileTable';
import { FilesUnderWay } from '../../src/vscode/uploads/filesUnderWay';

describe('the files of an upload under way', () => {
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
