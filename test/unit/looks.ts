import fs from 'node:fs/promises';
import { mock } from 'node:test';

/** For the tests of the `describe` it is called in: has something happen just before one of these paths is looked at. */
export function useLooks(): (paths: RegExp, happens: () => void) => void {
  afterEach(() => mock.restoreAll());
  return (paths, happens) => {
    const { lstat } = fs;
    mock.method(fs, 'lstat', (path: string) => {
      if (paths.test(path)) happens();
      return lstat(path);
    });
  };
}
