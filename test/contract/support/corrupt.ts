import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { TestRepository } from './repository';
import { xxh3 } from './xxh3';

/** What raw chunks with a bug, a bad disk or a broken line leave behind: other content under this content's hash. */
export async function storeCorrupt(repository: TestRepository, content: Uint8Array): Promise<void> {
  const hash = await xxh3(content);
  const wrong = content.length === 0 ? Buffer.from('wrong') : Buffer.from(content);
  if (content.length > 0) wrong.write('wrong', 100);
  const query = new URLSearchParams({
    hash: randomUUID(),
    chunk_num: '0',
    total_chunks: '1',
    total_size: String(wrong.length),
    is_compressed: 'false',
    filename: `versions/files/${hash.slice(0, 2)}/${hash.slice(2)}/data`,
  });
  await repository.call('POST', `commits/upload_chunk?${query.toString()}`, { body: wrong });
  assert.ok(await repository.keeps(hash));
}
