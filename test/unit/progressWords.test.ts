import assert from 'node:assert/strict';
import type { Progress } from '../../src/core/upload/meter';
import { percentText, speedText } from '../../src/vscode/progress/fixedWidth';
import { detailText, progressText } from '../../src/vscode/progress/progressText';
import { countOf, listOf, plural } from '../../src/vscode/progress/words';

const sending: Progress = {
  phase: 'sending',
  files: { done: 3, total: 1200 },
  bytes: { done: 1_200_000, total: 3_400_000 },
  fraction: 0.4,
  speed: 1_100_000,
  timeLeft: 125_000,
  waiting: undefined,
  paused: false,
};

describe('the words of progress', () => {
  it('say in short how far it is, how fast, and the time that is left', () => {
    assert.equal(plain(progressText(sending)), '40 % · 1.1 MB/s · 2 min left');
  });

  it('begin with how far it is, also where nothing is sent or known', () => {
    const unknown = { ...sending, speed: undefined, timeLeft: undefined };
    assert.equal(plain(progressText({ ...unknown, fraction: 0 })), '0 %');
    assert.equal(plain(progressText({ ...unknown, paused: true })), '40 % · paused');
    assert.equal(
      plain(progressText({ ...unknown, phase: 'committing', fraction: 0.975 })),
      '97 % · committing',
    );
    assert.equal(plain(progressText({ ...unknown, phase: 'scanning', fraction: 0 })), 'scanning');
  });

  it('count files and bytes for those who want to know more', () => {
    assert.equal(plain(detailText(sending)), 'sending · 3 of 1,200 files · 1.2 MB of 3.4 MB');
    assert.equal(detailText({ ...sending, phase: 'verifying' }), 'verifying · 1,200 files');
  });

  it('say why nothing moves instead of how fast', () => {
    const text = progressText({ ...sending, waiting: 'Nothing answers.' });
    assert.match(text, /· Nothing answers\.$/);
    assert.doesNotMatch(text, /\/s/);
  });

  for (const [ms, text] of [
    [400, '1 s left'],
    [59_000, '59 s left'],
    [3_540_000, '59 min left'],
    [3_599_000, '1 h left'],
    [7_199_000, '2 h left'],
    [5_400_000, '1 h 30 min left'],
  ] as const) {
    it(`round ${ms} ms to “${text}”`, () => {
      assert.ok(progressText({ ...sending, timeLeft: ms }).endsWith(` · ${text}`));
    });
  }

  it('have one width in the status bar, whatever the numbers', () => {
    const speeds = [undefined, 0, 4_000, 999_999, 9_994_999, 9_995_000, 42e6, 99.96e6, 123e6, 5e9].map(
      speedText,
    );
    // Digits and the figure space are one wide, the full stop and the punctuation space another.
    const widths = speeds.map((text) => [
      text.match(/[\d\u2007–]/g)?.length,
      text.match(/[.\u2008]/g)?.length,
    ]);
    for (const width of widths) assert.deepEqual(width, [3, 1]);
    assert.deepEqual(
      new Set([0, 0.05, 0.999, 1].map((fraction) => percentText(fraction).length)),
      new Set([4]),
    );
  });

  it('count one thing and many of them with texts of their own', () => {
    const texts = [1, 0, 1234].map((count) => plural(count, 'one file', (many) => `${many} files`));
    assert.deepEqual(texts, ['one file', '0 files', '1,234 files']);
    assert.deepEqual([countOf(1, 'file'), countOf(2, 'item')], ['1 file', '2 items']);
  });

  it('list at most ten names, and how many more there are', () => {
    const names = Array.from({ length: 1234 }, (_, index) => `f${index}`);
    assert.equal(listOf(names).length, 11);
    assert.equal(listOf(names).at(-1), 'and 1,224 more');
    assert.deepEqual(listOf(['a', 'b']), ['a', 'b']);
  });
});

/** With spaces that break. */
function plain(text: string): string {
  return text.replaceAll('\u00A0', ' ');
}
