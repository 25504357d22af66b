import assert from 'node:assert/strict';
import { parseOrigin } from '../../src/core/oxen/address';
import { AuthError } from '../../src/core/oxen/errors';
import { openServer } from '../../src/headless/openServer';

describe('A key over plain http, on the command line', () => {
  const transport = () => assert.fail('it was sent');
  const there = { origin: parseOrigin('http://oxen.example:3000'), transport };

  it('is refused, with the option that allows it', () => {
    assert.throws(
      () => openServer({ ...there, key: 'k' }),
      (error) =>
        error instanceof AuthError &&
        /over plain HTTP/.test(error.message) &&
        /--allow-http/.test(error.advice ?? ''),
    );
  });

  it('goes when it is allowed', () => {
    assert.equal(openServer({ ...there, key: 'k', allowHttp: true }).origin, there.origin);
  });

  it('that cannot be a header is told as that', () => {
    assert.throws(() => openServer({ ...there, key: 'a b', allowHttp: true }), /invalid characters/);
  });
});
