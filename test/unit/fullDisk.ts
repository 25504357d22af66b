import assert from 'node:assert/strict';
import { type FileHandle, open } from 'node:fs/promises';
import { mock } from 'node:test';

/** While `work` runs, no byte finds room on any disk; as on a real one, empty files can still be made. */
export async function onFullDisk<T>(work: () => Promise<T>): Promise<T> {
  const file = await open(process.execPath);
  const methods: unknown = Object.getPrototypeOf(file);
  await file.close();
  assert.ok(areMethods(methods));
  const full = () => Promise.reject(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }));
  const mocks = [mock.method(methods, 'writeFile', full), mock.method(methods, 'appendFile', full)];
  try {
    return await work();
  } finally {
    for (const each of mocks) each.mock.restore();
  }
}

function areMethods(value: unknown): value is Pick<FileHandle, 'writeFile' | 'appendFile'> {
  return typeof value === 'object' && value !== null && 'writeFile' in value && 'appendFile' in value;
}
