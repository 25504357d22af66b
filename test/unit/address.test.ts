import assert from 'node:assert/strict';
import { isLoopback, parseOrigin, parseRepository, repositoryPath } from '../../src/core/oxen/address';
import { UserError } from '../../src/core/userError';

describe('the address of a server', () => {
  for (const [typed, origin] of [
    ['hub.oxen.ai', 'https://hub.oxen.ai'],
    ['https://www.oxen.ai', 'https://hub.oxen.ai'],
    ['oxen.ai/', 'https://hub.oxen.ai'],
    ['  https://hub.oxen.ai/  ', 'https://hub.oxen.ai'],
    ['localhost:3000', 'http://localhost:3000'],
    ['127.0.0.1:3000', 'http://127.0.0.1:3000'],
    ['127.8.9.1', 'http://127.8.9.1'],
    ['127.1:80', 'http://127.0.0.1'],
    ['0x7f.1', 'http://127.0.0.1'],
    ['2130706433', 'http://127.0.0.1'],
    ['[::ffff:127.0.0.1]', 'http://[::ffff:7f00:1]'],
    ['LocalHost:443', 'http://localhost:443'],
    ['data.localhost:3000', 'http://data.localhost:3000'],
    ['localhost.', 'http://localhost.'],
    // Each is another machine, or may be.
    ['0.0.0.0:3000', 'https://0.0.0.0:3000'],
    ['myserver', 'https://myserver'],
    ['myserver:3000', 'https://myserver:3000'],
    ['10.0.0.5:3000', 'https://10.0.0.5:3000'],
    ['localhost.evil.example:3000', 'https://localhost.evil.example:3000'],
    ['127.0.0.1.evil.example', 'https://127.0.0.1.evil.example'],
    ['notlocalhost:3000', 'https://notlocalhost:3000'],
    ['hub.oxen.ai.evil.example', 'https://hub.oxen.ai.evil.example'],
    // With a Cyrillic letter.
    ['hub.oxеn.ai', 'https://hub.xn--oxn-sdd.ai'],
    ['[::1]:3000', 'http://[::1]:3000'],
    ['https://localhost:3000', 'https://localhost:3000'],
    ['http://example.org', 'http://example.org'],
    ['HTTPS://Example.ORG:443', 'https://example.org'],
    ['192.168.1.2:3000', 'https://192.168.1.2:3000'],
  ] as const) {
    it(`“${typed}” is ${origin}`, () => assert.equal(parseOrigin(typed), origin));
  }

  for (const typed of [
    '',
    '   ',
    'ftp://example.org',
    'file:///etc/passwd',
    'two words',
    'http://',
    'http:///host',
    'http:host',
    'https://host:0',
    'host:65536',
    'https://host\\elsewhere',
    'https://ho\tst',
    'https://ho\u0000st',
    'https://a b',
  ]) {
    it(`“${typed}” is none`, () => assert.throws(() => parseOrigin(typed), UserError));
  }

  for (const typed of [
    'https://user:secret@example.org',
    'user:secret@example.org',
    'https://token@example.org/ns/name',
    'https://user:secret@exa mple.org',
    'ftp://user:secret@example.org',
    'https://@example.org',
  ]) {
    it(`with a password in it is refused, and the password is not repeated: ${typed}`, () => {
      assert.throws(
        () => parseOrigin(typed),
        (error) => error instanceof UserError && !/secret|token/.test(error.message),
      );
    });
  }

  for (const [typed, part] of [
    ['http://h:3000/behind/a/prefix', '/behind/a/prefix'],
    ['h:3000/prefix/', '/prefix/'],
    ['https://hub.oxen.ai/ox/CatDogBBox', '/ox/CatDogBBox'],
    ['https://h/.', '/.'],
    ['https://h//', '//'],
  ] as const) {
    it(`with a path is refused, and what to give is told: ${typed}`, () => {
      assert.throws(
        () => parseOrigin(typed),
        (error) => {
          assert.ok(error instanceof UserError);
          assert.ok(error.message.includes(`“${part}”`), error.message);
          assert.match(error.advice ?? '', /https?:\/\/(h:3000|h|hub\.oxen\.ai)\. Servers/);
          return true;
        },
      );
    });
  }

  for (const typed of ['https://h?key=secret', 'https://h/#secret', 'https://h/?', 'h:3000/#']) {
    it(`with a query or fragment is refused, and that is not repeated: ${typed}`, () => {
      assert.throws(
        () => parseOrigin(typed),
        (error) => error instanceof UserError && !/secret/.test(`${error.message} ${error.advice}`),
      );
    });
  }
});

describe('a repository', () => {
  for (const [typed, origin, path] of [
    ['ox/CatDogBBox', undefined, '/api/repos/ox/CatDogBBox'],
    [' ox/Cat.Dog_B-Box ', undefined, '/api/repos/ox/Cat.Dog_B-Box'],
    ['/ox/data/', undefined, '/api/repos/ox/data'],
    ['https://hub.oxen.ai/ox/data', 'https://hub.oxen.ai', '/api/repos/ox/data'],
    ['https://www.oxen.ai/ox/data/dir/main/images', 'https://hub.oxen.ai', '/api/repos/ox/data'],
    ['https://hub.oxen.ai/ox/d%20%C3%BC', 'https://hub.oxen.ai', '/api/repos/ox/d%20%C3%BC'],
    // Which names may be, servers say; below 0.65 these may.
    ['o/d', undefined, '/api/repos/o/d'],
    ['-ox/.data', undefined, '/api/repos/-ox/.data'],
    ['öx/da ta', undefined, '/api/repos/%C3%B6x/da%20ta'],
    ['ox/%2e%2e', undefined, '/api/repos/ox/%252e%252e'],
    ['http://localhost:3000/api/repos/ox/data', 'http://localhost:3000', '/api/repos/ox/data'],
  ] as const) {
    it(`is read from “${typed}”`, () => {
      const found = parseRepository(typed);
      assert.equal(found.origin, origin);
      assert.equal(repositoryPath(found.repository), path);
    });
  }

  for (const [page, kind, branchAndPath] of [
    ['https://www.oxen.ai/ox/data/dir/main', 'dir', 'main'],
    ['https://hub.oxen.ai/ox/data/dir/my/branch/a%20b', 'dir', 'my/branch/a b'],
    ['https://www.oxen.ai/ox/data/file/main/a.txt', 'file', 'main/a.txt'],
    ['https://www.oxen.ai/ox/data/commits/main/', 'commits', 'main'],
    ['http://localhost:3000/api/repos/ox/data/dir/main', 'dir', 'main'],
  ] as const) {
    it(`is read with what its page shows: ${page}`, () => {
      assert.deepEqual(parseRepository(page).page, { kind, branchAndPath });
    });
  }

  for (const typed of [
    '',
    'ox',
    'ox/',
    'ox//data',
    'ox/data/more',
    '../data',
    'ox/..',
    './data',
    'ox/da\u0000ta',
    'ox/\ud800',
    'https://hub.oxen.ai/ox',
    'https://hub.oxen.ai/ox/../../other/data',
    'https://hub.oxen.ai/ox/%2e%2e',
    'https://hub.oxen.ai/ox%2Fdata/name',
    'https://hub.oxen.ai/ox/%zz',
    'https://hub.oxen.ai/ox/data?branch=main',
    'https://hub.oxen.ai/ox/data#readme',
    'https://hub.oxen.ai/ox/data/tree/main',
    'https://hub.oxen.ai/ox/data/dir/main/../other',
    'https://user:secret@hub.oxen.ai/ox/data',
  ]) {
    it(`is not read from “${typed}”`, () => assert.throws(() => parseRepository(typed), UserError));
  }
});

describe('this machine', () => {
  for (const text of [
    'http://localhost:3000',
    'http://127.0.0.1',
    'http://127.8.9.1:80',
    'http://[::1]:3000',
    'http://a.localhost',
    'http://127.1',
    'http://2130706433',
    'http://[::ffff:127.0.0.1]',
    'http://LOCALHOST.',
    'http://a.b.localhost.:3000',
  ]) {
    it(`is ${text}`, () => assert.equal(isLoopback(parseOrigin(text)), true));
  }
  for (const text of [
    'http://localhost.example.org',
    'http://127.0.0.1.example.org',
    'http://example.org',
    'http://10.0.0.1',
    'http://[::2]',
    'http://1127.0.0.1.x',
    'http://0.0.0.0',
    'http://[::]',
    'http://128.0.0.1',
    'http://notlocalhost',
  ]) {
    it(`is not ${text}`, () => assert.equal(isLoopback(parseOrigin(text)), false));
  }
});
