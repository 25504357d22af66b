import assert from 'node:assert/strict';
import { HUB, parseOrigin, parseRepository } from '../../src/core/oxen/address';
import { linkTo, pageOf } from '../../src/core/oxen/link';

const repository = { namespace: 'ox', name: 'cats' };
const own = parseOrigin('http://localhost:3000');

describe('a link to copy', () => {
  it('to a file or directory of the hub is the page that people share', () => {
    const at = { kind: 'file', branch: 'main', path: 'a/b.txt' } as const;
    assert.equal(linkTo({ origin: HUB, repository, at }), 'https://www.oxen.ai/ox/cats/file/main/a/b.txt');
  });

  for (const [what, origin, link] of [
    ['of the hub', HUB, 'https://hub.oxen.ai/ox/cats'],
    ['of another server', own, 'http://localhost:3000/ox/cats'],
  ] as const) {
    it(`to a repository ${what} is what oxen clone takes, and this extension`, () => {
      assert.equal(linkTo({ origin, repository }), link);
      assert.deepEqual(parseRepository(link), { origin, repository });
    });
  }

  it('to a file or directory of another server is that of the API, for any name', () => {
    const at = { kind: 'file', branch: 'my/branch', path: 'a b/ü%20+#?.txt' } as const;
    assert.equal(
      linkTo({ origin: own, repository, at }),
      'http://localhost:3000/api/repos/ox/cats/file/my/branch/a%20b/%C3%BC%2520%2B%23%3F.txt',
    );
    const root = { kind: 'dir', branch: 'main', path: '' } as const;
    assert.equal(
      linkTo({ origin: own, repository, at: root }),
      'http://localhost:3000/api/repos/ox/cats/dir/main',
    );
  });

  it('to open is a page of the hub; other servers have none', () => {
    const at = { kind: 'dir', branch: 'main', path: '' } as const;
    assert.equal(pageOf({ origin: HUB, repository }), 'https://www.oxen.ai/ox/cats');
    assert.equal(pageOf({ origin: HUB, repository, at }), 'https://www.oxen.ai/ox/cats/dir/main');
    assert.equal(pageOf({ origin: own, repository, at }), undefined);
  });
});
