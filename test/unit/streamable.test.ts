import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { isRefusal, repoPath } from '../../src/core/repoPath';
import { contentHash } from '../../src/core/contentHash';
import { featuresOf } from '../../src/core/oxen/server/serverVersion';
import type { WantedFile } from '../../src/core/upload/plan/preparation';
import { streamableFiles } from '../../src/core/upload/transfer/streamable';
import { useTempFolder, writeFiles } from './tempFolder';

const SIZE = 9 * 1024 * 1024;

describe('large files that can be sent before they are hashed', () => {
  const at = useTempFolder();
  const options = {
    target: { features: featuresOf('0.65.2') },
    engine: 'auto',
    isResumed: false,
    signal: new AbortController().signal,
  };

  function wanted(name: string, { size = SIZE, replaces = '' } = {}): WantedFile {
    const path = repoPath(name);
    assert.ok(!isRefusal(path));
    return {
      source: at(name),
      path,
      size,
      replaces: replaces === '' ? undefined : contentHash(replaces),
      digest: undefined,
    };
  }
  async function streamable(files: readonly WantedFile[], changed: Partial<typeof options> = {}) {
    const found = await streamableFiles(files, { ...options, ...changed });
    return [...found].map(({ source }) => basename(source));
  }

  it('are new, and larger than a small one', async () => {
    const files = [
      wanted('new'),
      wanted('small', { size: 8 * 1024 * 1024 }),
      wanted('replacing', { size: SIZE + 1, replaces: 'f00' }),
    ];
    assert.deepEqual(await streamable(files), ['new']);
  });

  it('are unlike all others, by what they begin and end with', async () => {
    const [content, other, end] = [Buffer.alloc(SIZE, 1), Buffer.alloc(SIZE, 2), Buffer.alloc(SIZE, 1)];
    end[SIZE - 1] = 9;
    await writeFiles({ [at('a')]: content, [at('b')]: content, [at('other')]: other, [at('end')]: end });
    const files = ['a', 'b', 'other', 'end', 'gone'].map((name) => wanted(name));
    await rm(at('gone'), { force: true });

    assert.deepEqual(await streamable(files), ['other', 'end']);
  });

  it('are none of very many of one size: the first of them would wait for looks at all', async () => {
    const many = Array.from({ length: 65 }, (_, i) => wanted(`many-${i}`));
    await writeFiles(Object.fromEntries(many.map(({ source }, i) => [source, Buffer.alloc(SIZE, i)])));

    assert.deepEqual(await streamable(many), []);
    assert.equal((await streamable(many.slice(1))).length, 64);
  });

  it('are none where the server does not hash them, where an engine was chosen, and in a resumed run', async () => {
    const files = [wanted('new')];
    assert.deepEqual(await streamable(files, { target: { features: featuresOf('0.65.1') } }), []);
    assert.deepEqual(await streamable(files, { engine: 'version-chunks' }), []);
    assert.deepEqual(await streamable(files, { isResumed: true }), []);
  });
});
