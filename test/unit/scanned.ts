import { scan, type ScanOptions } from '../../src/core/files/scan/scan';

/** What a scan of the selection finds, in short. */
export async function scanned(selection: readonly string[], options: Partial<ScanOptions> = {}) {
  const { files, skipped, failed } = await scan(selection, {
    signal: new AbortController().signal,
    ...options,
  });
  return {
    names: files.map(({ name }) => name),
    skipped: skipped.map(({ path, reason }) => [path, reason]),
    failed: failed.map(({ path, kind }) => [path, kind]),
    files,
  };
}
