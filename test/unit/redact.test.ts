import assert from 'node:assert/strict';
import { redact } from '../../src/vscode/redact';

describe('what the log is given', () => {
  it('loses every known secret', () => {
    assert.equal(redact('key s3cret, again s3cret', ['s3cret']), 'key •••, again •••');
  });

  for (const [kind, text, clean] of [
    ['a bearer key', 'authorization: Bearer abc.DEF-1_2=', 'authorization: Bearer •••'],
    ['a JWT', 'it was eyJhbGciOi.eyJpZCI6.c2ln-_x!', 'it was •••!'],
    ['a password in an address', 'via http://me:pw@proxy:8080/', 'via http://•••@proxy:8080/'],
  ] as const) {
    it(`loses ${kind} that nobody told it of`, () => {
      assert.equal(redact(text, []), clean);
    });
  }

  it('stays as it is otherwise', () => {
    const text = 'uploaded: a/b@c.txt to http://localhost:3000/ox/cats';
    assert.equal(redact(text, []), text);
  });
});
