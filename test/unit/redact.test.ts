import assert from 'node:assert/strict';
import { hideKey } from '../../src/core/hiddenKeys';
import { plainText } from '../../src/core/plainText';
import { parseOrigin } from '../../src/core/oxen/address';
import { AuthError } from '../../src/core/oxen/errors';
import { OxenServer } from '../../src/core/oxen/http/client';
import { redactor } from '../../src/core/redact';
import { jsonText, shownError } from '../../src/headless/terminal/terminalText';
import { logRedactor } from '../../src/vscode/log/logRedactor';
import { shownText } from '../../src/vscode/shownText';

const KEY = 'eyJh+b/c.d-e_f=ghi';

describe('a key in what others wrote', () => {
  const redact = redactor([KEY]);
  const escaped = Array.from(KEY, (one) => `\\u00${one.charCodeAt(0).toString(16)}`).join('');
  for (const [spelling, text] of [
    ['as it is', KEY],
    ['in small letters, as in a host', KEY.toLowerCase()],
    ['percent-encoded', encodeURIComponent(KEY)],
    ['percent-encoded in small letters', encodeURIComponent(KEY).toLowerCase().replace('eyjh', 'eyJh')],
    ['with JSON’s escapes', escaped],
    ['in base64', Buffer.from(KEY).toString('base64')],
    ['in base64 after a name', Buffer.from(`user:${KEY}`).toString('base64')],
    ['in base64url, inside of something', Buffer.from(`Bearer ${KEY} and more`).toString('base64url')],
  ] as const) {
    it(`is blotted out: ${spelling}`, () => {
      const redacted = redact(`Who are you? “${text}”, thanks.`);
      assert.match(redacted, /^Who are you\? “.*\(key\).*”, thanks\.$/);
      assert.ok(!redacted.includes(text.slice(4, -4)), redacted);
    });
  }

  it('that is a common word is blotted out where it stands alone, and leaves other words as they are', () => {
    const redactShort = redactor(['main']);
    assert.equal(redactShort('The branch main remains.'), 'The branch (key) remains.');
    assert.equal(redactor(['x'])('an unexpected x'), 'an unexpected (key)');
  });
});

describe('a key of thousands of characters', () => {
  const key = Array.from({ length: 1600 }, (_, index) => `${index * 7919}%`)
    .join('')
    .slice(0, 8000);

  for (const [spelling, text] of [
    ['as it is', key],
    ['percent-encoded', encodeURIComponent(key)],
  ] as const) {
    it(`is blotted out: ${spelling}`, () => {
      assert.equal(redactor([key])(`the key ${text}!`), 'the key (key)!');
    });
  }

  it('is refused in words, without a character of it', () => {
    const transport = () => assert.fail('it was sent');
    assert.throws(
      () => new OxenServer({ origin: parseOrigin('http://localhost:3000'), key, transport }),
      (error) =>
        error instanceof AuthError && error.message === 'The key is too long: 8000 characters, limit 4096.',
    );
  });
});

describe('a key in a text that is cut', () => {
  const key = 'eyJh+b/c.d-e_f=ghi';
  const redact = redactor([key]);
  const escaped = (text: string) =>
    Array.from(text, (one) => `\\u00${one.charCodeAt(0).toString(16)}`).join('');

  for (const [spelling, text] of [
    ['as it is', key],
    ['percent-encoded', encodeURIComponent(key)],
    ['with JSON’s escapes', escaped(key)],
    ['in base64', Buffer.from(`user:${key}`).toString('base64')],
  ] as const) {
    it(`leaves no part of it, wherever the cut is: ${spelling}`, () => {
      for (let before = 0; before < 300; before++) {
        const whole = '-'.repeat(before) + text + '-'.repeat(1000);
        assertBeginning(redact(whole, 150), redact(whole));
      }
    });

    it(`leaves no part of it where it comes again and again: ${spelling}`, () => {
      for (let limit = 0; limit < 300; limit++) {
        const whole = `${text} `.repeat(1000);
        assertBeginning(redact(whole, limit), redact(whole));
      }
    });
  }

  function assertBeginning(cut: string, whole: string) {
    assert.ok(cut.endsWith('…') && whole.startsWith(cut.slice(0, -1)), cut);
  }

  it('is not looked for in what is not shown', () => {
    assert.equal(redact('-'.repeat(64 * 1024 * 1024), 150), `${'-'.repeat(150)}…`);
    assert.equal(redact('short', 150), 'short');
  });
});

describe('a key in what a server names', () => {
  const key = 'A-key-that-Only-this_test/knows';
  before(() => hideKey(key));

  it('is in no text that is shown, also not a part of it where the text is cut', () => {
    const shown = 'no branch (key), but main';
    const text = `no branch ${key}, but main`;
    assert.equal(shownText(text), shown);
    assert.equal(shownError({ message: text, advice: undefined }), shown);
    assert.equal(plainText(`no branch ${key}`, 20), 'no branch (key)');
    assert.equal(plainText(`no branch ${key}, but ${'main'.repeat(1000)}`, 20), 'no branch (key), but…');
    assert.doesNotMatch(plainText(key.repeat(1000), 20), /know|only/i);
  });

  it('is in no line of JSON, whose own words stay', () => {
    const done = { type: 'done', commit: key, conflicts: [{ path: `d/${key}` }], files: 1 };
    const shown = { type: 'done', commit: '(key)', conflicts: [{ path: 'd/(key)' }], files: 1 };
    assert.deepEqual(JSON.parse(jsonText(done)), shown);
  });

  it('leaves sentences as they are when it is a short word', () => {
    hideKey('main');
    assert.equal(shownText('The branch main remains.'), 'The branch main remains.');
  });
});

describe('what the log is given', () => {
  it('loses every known secret', () => {
    assert.equal(logRedactor(['s3cret'])('key s3cret, again s3cret'), 'key •••, again •••');
  });

  for (const [kind, text, clean] of [
    ['a bearer key', 'authorization: Bearer abc.DEF-1_2=', 'authorization: Bearer •••'],
    ['a JWT', 'it was eyJhbGciOi.eyJpZCI6.c2ln-_x!', 'it was •••!'],
    ['a password in an address', 'via http://me:pw@proxy:8080/', 'via http://•••@proxy:8080/'],
  ] as const) {
    it(`loses ${kind} that nobody told it of`, () => {
      assert.equal(logRedactor([])(text), clean);
    });
  }

  it('stays as it is otherwise', () => {
    const text = 'uploaded: a/b@c.txt to http://localhost:3000/ox/cats';
    assert.equal(logRedactor([])(text), text);
  });
});
