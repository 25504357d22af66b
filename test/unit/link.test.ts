import assert from 'node:assert/strict';
import { HUB, parseOrigin, parseRepository } from '../../src/core/oxen/address';
import { cloneAddress, pageOf } from '../../src/core/oxen/link';

const repository = { namespace: 'ox', name: 'cats' };
const own = parseOrigin('http://localhost:3000');

describe('a link', () => {
  for (const [what, origin, link] of [
    ['of the hub', HUB, 'https://hub.oxen.ai/ox/cats'],
    ['of another server', own, 'http://localhost:3000/ox/cats'],
  ] as const) {
    it(`to a repository ${what} is what oxen clone takes, and this extension`, () => {
      assert.equal(cloneAddress({ origin, repository }), link);
      assert.deepEqual(parseRepository(link), { origin, repository });
    });
  }

  it('to something on the hub is the page that people share, for any name', () => {
    const at = { kind: 'dir', branch: 'main', path: '' } as const;
    const odd = { kind: 'file', branch: 'my/branch', path: 'a b/ü%20+#?.txt' } as const;
    assert.equal(pageOf({ origin: HUB, repository }), 'https://www.oxen.ai/ox/cats');
    assert.equal(pageOf({ origin: HUB, repository, at }), 'https://www.oxen.ai/ox/cats/dir/main');
    assert.equal(
      pageOf({ origin: HUB, repository, at: odd }),
      'https://www.oxen.ai/ox/cats/file/my/branch/a%20b/%C3%BC%2520%2B%23%3F.txt',
    );
  });

  it('to a page there is none on other servers', () => {
    assert.equal(
      pageOf({ origin: own, repository, at: { kind: 'dir', branch: 'main', path: '' } }),
      undefined,
    );
  });
});
