import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { hashBytes, NO_CHUNKS, type ReadDigest } from '../../src/core/files/hashing/hash';
import { HeldContents } from '../../src/core/files/memory/heldContents';

const MiB = 1024 * 1024;

describe('room for what was read of small files', () => {
  const { signal } = new AbortController();
  const nothing = () => undefined;

  /** Reads a file of 8 MiB: there is room for four. */
  function read(contents: HeldContents, source: string, options = { signal, onFull: nothing }) {
    const state = { isRead: false };
    const work = async (): Promise<ReadDigest> => {
      state.isRead = true;
      const content = Buffer.alloc(8 * MiB);
      return { hash: await hashBytes(content), size: content.length, chunks: NO_CHUNKS, content };
    };
    return { state, done: contents.read({ source, size: 8 * MiB }, work, options) };
  }

  it('is given in the order in which it was asked for, and who waits has others told to send', async () => {
    const contents = new HeldContents();
    await Promise.all(['1', '2', '3', '4'].map((source) => read(contents, source).done));
    const told: string[] = [];
    const onFull = () => void told.push('full');
    const [fifth, sixth] = ['5', '6'].map((source) => read(contents, source, { signal, onFull }));
    assert.deepEqual(told, ['full', 'full']);

    contents.drop('1');
    await fifth?.done;
    await nextTurn();

    assert.deepEqual([fifth?.state.isRead, sixth?.state.isRead], [true, false]);
    assert.ok(told.length > 2, 'still there is none for the sixth');
    contents.drop('5');
    await sixth?.done;
    assert.equal(sixth?.state.isRead, true);
  });

  it('is not kept for who was cancelled meanwhile', async () => {
    const contents = new HeldContents();
    await Promise.all(['1', '2', '3', '4'].map((source) => read(contents, source).done));
    const cancel = new AbortController();
    const fifth = read(contents, '5', { signal: cancel.signal, onFull: nothing });
    const sixth = read(contents, '6');

    cancel.abort(new Error('enough'));
    await assert.rejects(fifth.done, /enough/);
    contents.drop('1');
    await sixth.done;

    assert.deepEqual([fifth.state.isRead, sixth.state.isRead], [false, true]);
  });

  it('is kept for what was taken until it is released', async () => {
    const contents = new HeldContents();
    await Promise.all(['1', '2', '3', '4'].map((source) => read(contents, source).done));
    const fifth = read(contents, '5');
    const taken = await contents.take({
      source: '1',
      hash: await hashBytes(Buffer.alloc(8 * MiB)),
      size: 8 * MiB,
    });
    await nextTurn();
    assert.equal(fifth.state.isRead, false);

    contents.release(taken);

    await fifth.done;
    assert.equal(fifth.state.isRead, true);
  });

  it('is there again in full when a file was read twice at once, as two links lead to it', async () => {
    const contents = new HeldContents();
    await Promise.all(['1', '1', '2', '2'].map((source) => read(contents, source).done));
    for (const source of ['1', '2']) contents.drop(source);

    await Promise.all(['3', '4', '5', '6'].map((source) => read(contents, source).done));
  });
});
