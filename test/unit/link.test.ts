import assert from 'node:assert/strict';
import { HUB, parseOrigin, parseRepository } from '../../src/core/oxen/address';
import { linkTo } from '../../src/core/oxen/link';

const repository = { namespace: 'ox', name: 'cats' };
const own = parseOrigin('http://localhost:3000');

describe('a link to copy', () => {
  it('leads to a page of the hub', () => {
    const at = { kind: 'file', branch: 'main', path: 'a/b.txt' } as const;
    assert.equal(linkTo({ origin: HUB, repository, at }), 'https://www.oxen.ai/ox/cats/file/main/a/b.txt');
    assert.equal(linkTo({ origin: HUB, repository }), 'https://www.oxen.ai/ox/cats');
  });

  it('to a repository of another server is what oxen clone takes, and this extension', () => {
    const link = linkTo({ origin: own, repository });
    assert.equal(link, 'http://localhost:3000/ox/cats');
    assert.deepEqual(parseRepository(link), { origin: own, repository });
  });

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
});
