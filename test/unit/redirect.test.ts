import assert from 'node:assert/strict';
import * as v from 'valibot';
import { parseOrigin } from '../../src/core/oxen/address';
import { RedirectError } from '../../src/core/oxen/errors';
import { OxenServer } from '../../src/core/oxen/http/client';

const KEY = 'a-key-that-only-this.test-knows';

describe('a redirect', () => {
  async function told(location: string): Promise<RedirectError> {
    const server = new OxenServer({
      origin: parseOrigin('http://localhost:3000'),
      key: KEY,
      transport: () =>
        Promise.resolve({
          status: 302,
          header: (name) => (name === 'location' ? location : undefined),
          body: (async function* () {})(),
        }),
    });
    const { signal } = new AbortController();
    const call = { method: 'GET', path: '/api', what: 'It', repeat: 'never', signal } as const;
    try {
      await server.json(call, v.unknown());
    } catch (error) {
      assert.ok(error instanceof RedirectError);
      return error;
    }
    return assert.fail('it was followed');
  }

  for (const [location, where] of [
    ['https://elsewhere.example/api?k=1', 'to https://elsewhere.example'],
    ['/login', 'to another page'],
    ['http://[', 'to another address'],
    ['javascript:alert(1)', 'to a “javascript:” address, which is not on the web'],
    ['file:///etc/passwd', 'to a “file:” address, which is not on the web'],
  ] as const) {
    it(`is told, and not followed: ${location}`, async () => {
      const { message } = await told(location);
      assert.equal(
        message,
        `http://localhost:3000 redirects ${where}; your files and key were not sent there.`,
      );
    });
  }

  it('advises nobody to connect to what is not on the web', async () => {
    assert.match((await told('https://elsewhere.example')).advice ?? '', /connect to its address/);
    assert.doesNotMatch((await told('javascript:alert(1)')).advice ?? '', /connect to/);
  });

  it('tells no key that a scheme is made of', async () => {
    const { message } = await told(`${KEY}:x`);
    assert.match(message, /to a “\(key\):” address/);
  });
});
