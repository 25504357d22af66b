import assert from 'node:assert/strict';
import fc from 'fast-check';
import { shownLines, shownText } from '../../src/vscode/shownText';

/** As VS Code 1.139 has them in vs/base/common/linkedText.ts, and iconLabels.ts and dom's renderLabelWithIcons. */
const LINK = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;
const ICON = /\$\((.*?)\)/;

/** What links and icons are made of, and what may be hidden between. */
const pieces = fc.oneof(
  ...['[', ']', '(', ')', '](', '$', '$(', '\\', '"', ' '].map((piece) => fc.constant(piece)),
  ...['command:', 'https://a.example', 'file:///a', 'x', 'sync~spin', '~'].map((piece) => fc.constant(piece)),
  ...[
    '\n',
    '\r',
    '\t',
    '\0',
    '\x1b]52;',
    '\u202e',
    '\u2066',
    '\u200f',
    '\u2028',
    '\u2029',
    '\x9b',
    '\ud83d',
  ].map((piece) => fc.constant(piece)),
  fc.string({ unit: 'binary', maxLength: 3 }),
);
const text = fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join(''));

describe('Text that VS Code shows', () => {
  it('is no link', () => {
    assert.equal(
      shownText('[Sign in](command:workbench.action.quit) and [x](https://a.example "t")'),
      '[Sign in] (command:workbench.action.quit) and [x] (https://a.example "t")',
    );
  });

  it('is no icon', () => {
    assert.equal(shownText('$(check) All files were committed'), '$ (check) All files were committed');
  });

  it('holds neither link nor icon nor line break, whatever is put together', () => {
    fc.assert(
      fc.property(text, text, fc.integer({ min: 1, max: 400 }), (name, words, limit) => {
        for (const shown of [shownText(`${name} failed: ${words}`), shownText(name + words, limit)]) {
          assert.doesNotMatch(shown, LINK);
          assert.doesNotMatch(shown, ICON);
          assert.doesNotMatch(shown, /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\p{Surrogate}]/u);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('is cut, also when it is one long link', () => {
    const shown = shownText(`[${'x'.repeat(5000)}](command:a)`);
    assert.equal(Array.from(shown).length, 301);
  });

  it('stays as it is when there is nothing in it', () => {
    const words = '12 files failed on the way to ox/cats · main (see [1], or “a (1).txt”). It costs $5.';
    assert.equal(shownText(words), words);
    assert.equal(shownText(''), '');
  });

  it('of several lines has those that we made, and no others', () => {
    assert.equal(shownLines(['a\nb](command:x)', '', 'c']), 'a\\nb] (command:x)\n\nc');
  });
});
