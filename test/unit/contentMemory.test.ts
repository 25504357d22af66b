import assert from 'node:assert/strict';
import {
  ContentMemory,
  giveBackContent,
  receiveContent,
  releaseContent,
} from '../../src/core/files/memory/contentMemory';

const KiB = 1024;
/** Of all blocks. */
const MOST = 144 * 256 * KiB;

/** Fills memory until it has to take memory of its own, or so many bytes were taken. */
function fill(memory: ContentMemory, each: number, most = MOST): readonly Buffer[] {
  const taken: Buffer[] = [];
  for (let bytes = 0; bytes < most; bytes += each) taken.push(memory.take(each));
  return taken;
}

const isShared = ({ buffer }: Uint8Array) => buffer instanceof SharedArrayBuffer;
const blocksOf = (contents: readonly Buffer[]) => new Set(contents.map(({ buffer }) => buffer));

describe('memory for small contents', () => {
  it('gives each its own place', () => {
    const memory = new ContentMemory();
    const contents = fill(memory, 20_000, 1024 * KiB);
    for (const [index, content] of contents.entries()) content.fill(index);

    for (const [index, content] of contents.entries())
      assert.ok(content.length === 20_000 && content.every((byte) => byte === index));
    assert.ok(contents.every(isShared));
  });

  it('is used again once all that lie in a block are released, and not before', () => {
    const memory = new ContentMemory();
    const [first, ...others] = fill(memory, 60 * KiB, 240 * KiB).map(receiveContent);
    assert.ok(first);
    for (const content of others) releaseContent(content);
    assert.equal(blocksOf([first, ...fill(memory, 60 * KiB, 480 * KiB)]).size, 3);

    releaseContent(first);

    const again = fill(memory, 60 * KiB, 240 * KiB);
    assert.deepEqual([...blocksOf(again)], [first.buffer]);
  });

  it('does not count twice what is released twice', () => {
    const memory = new ContentMemory();
    const [one, other] = fill(memory, 60 * KiB, 120 * KiB).map(receiveContent);
    assert.ok(one && other);
    releaseContent(one);
    releaseContent(one);

    assert.ok(!blocksOf(fill(memory, 60 * KiB, 480 * KiB).slice(2)).has(other.buffer));
  });

  it('is given back by who could not use it', () => {
    const memory = new ContentMemory();
    const taken = fill(memory, 60 * KiB, 240 * KiB);
    taken.forEach(giveBackContent);

    assert.deepEqual(blocksOf(fill(memory, 60 * KiB, 240 * KiB)), blocksOf(taken));
  });

  it('has an end: what comes then has memory of its own, as what is not small', () => {
    const memory = new ContentMemory();
    assert.ok(!isShared(memory.take(64 * KiB + 1)));
    assert.ok(fill(memory, 60 * KiB, MOST * 0.9).every(isShared));
    assert.ok(!fill(memory, 60 * KiB, MOST * 0.2).every(isShared));
  });
});
