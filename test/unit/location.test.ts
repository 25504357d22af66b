import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as v from 'valibot';
import { CommitId } from '../../src/core/oxen/ids';
import { parseOrigin } from '../../src/core/oxen/address';
import { entryName, locationIn, uriParts } from '../../src/vscode/remoteFiles/location';

const repository = { namespace: 'ox', name: 'cats.v2' };
const commit = v.parse(CommitId, '5be82041ff74bb3ece2ccfa3f23420ef');

const origins = [
  'https://hub.oxen.ai',
  'https://oxen.example.com:8443',
  'http://localhost:3000',
  'http://oxen.example.com',
  'https://localhost',
  'http://10.0.0.7:443',
  'http://[::1]:3000',
].map(parseOrigin);

describe('the URI of a remote file', () => {
  for (const origin of origins) {
    it(`leads back to ${origin}`, () => {
      const location = { origin, repository, commit, path: 'a/b.txt' };
      assert.deepEqual(locationIn(uriParts(location)), location);
    });
  }

  it('keeps its server apart from all others', () => {
    const authorities = origins.map((origin) => uriParts({ origin, repository, commit, path: '' }).authority);
    assert.equal(new Set(authorities).size, origins.length);
  });

  it('leads back to any path', () => {
    const segment = fc
      .string({ minLength: 1, unit: 'binary' })
      .map((text) => text.replaceAll('/', '_'))
      .filter((text) => text !== '.' && text !== '..');
    const paths = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/'));
    fc.assert(
      fc.property(fc.constantFrom(...origins), paths, (origin, path) => {
        const location = { origin, repository, commit, path };
        assert.deepEqual(locationIn(uriParts(location)), location);
      }),
    );
  });

  it('leads back to the root directory', () => {
    const location = { origin: origins[0] ?? parseOrigin('localhost'), repository, commit, path: '' };
    assert.equal(uriParts(location).path, `/ox/cats.v2/${commit}`);
    assert.deepEqual(locationIn(uriParts(location)), location);
  });

  for (const [what, parts] of [
    ['another scheme', { scheme: 'file', authority: 'hub.oxen.ai', path: '/ox/cats/1/a' }],
    ['no commit', { scheme: 'oxen', authority: 'hub.oxen.ai', path: '/ox/cats' }],
    ['no server', { scheme: 'oxen', authority: '', path: '/ox/cats/1/a' }],
    ['a user name', { scheme: 'oxen', authority: 'me@hub.oxen.ai', path: '/ox/cats/1/a' }],
    [
      'a way out of its directory',
      { scheme: 'oxen', authority: 'hub.oxen.ai', path: '/ox/cats/1/a/../../b' },
    ],
    ['a way out of its repository', { scheme: 'oxen', authority: 'hub.oxen.ai', path: '/ox/../1/a' }],
    ['an empty part', { scheme: 'oxen', authority: 'hub.oxen.ai', path: '/ox/cats/1/a//b' }],
    ['a server with a path', { scheme: 'oxen', authority: 'hub.oxen.ai/x', path: '/ox/cats/1/a' }],
  ] as const) {
    it(`is none with ${what}`, () => {
      assert.equal(locationIn(parts), undefined);
    });
  }
});

describe('the name of a listed entry', () => {
  for (const [listed, name] of [
    ['a b.txt', 'a b.txt'],
    ['a\\b', 'a\\b'],
    ['../../x.txt', 'x.txt'],
    ['/etc/passwd', 'passwd'],
    ['..', undefined],
    ['.', undefined],
    ['', undefined],
    ['a/..', undefined],
    ['a/', undefined],
    ['a\ud83d', undefined],
  ] as const) {
    it(`of ${JSON.stringify(listed)} is ${name ?? 'none'}`, () => {
      assert.equal(entryName(listed), name);
    });
  }
});
