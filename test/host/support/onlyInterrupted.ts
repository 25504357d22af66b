import assert from 'node:assert/strict';
import type { Journals } from '../../../src/core/upload/journal/journals';
import { type InterruptedUpload, interruptedUploads } from '../../../src/vscode/uploads/interruptedUploads';

/** The one upload that waits to be resumed. */
export async function onlyInterrupted({
  journals,
}: {
  readonly journals: Journals;
}): Promise<InterruptedUpload> {
  const [first, ...others] = await interruptedUploads(journals);
  assert.ok(first);
  assert.deepEqual(others, []);
  return first;
}
