import assert from 'node:assert/strict';
import { redactor } from '../../src/core/redact';
import { logRedactor } from '../../src/vscode/log/logRedactor';

const KEY = 'eyJh+b/c.d-e_f=ghi';

describe('a key in what others wrote', () => {
  const redact = redactor([KEY]);
  const escaped = Array.from(KEY, (one) => `\\u00${one.charCodeAt(0).toString(16)}`).join('');
  for (const [spelling, text] of [
    ['as it is', KEY],
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
