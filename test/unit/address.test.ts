import assert from 'node:assert/strict';
import { isLoopback, parseOrigin, parseRepository, repositoryPath } from '../../src/core/oxen/address';
import { UserError } from '../../src/core/userError';

describe('the address of a server', () => {
  for (const [typed, origin] of [
    ['hub.oxen.ai', 'https://hub.oxen.ai'],
    ['https://www.oxen.ai/ox/CatDogBBox', 'https://hub.oxen.ai'],
    ['  https://hub.oxen.ai/  ', 'https://hub.oxen.ai'],
    ['https://hub.oxen.ai/ox/CatDogBBox', 'https://hub.oxen.ai'],
    ['localhost:3000', 'http://localhost:3000'],
    ['127.0.0.1:3000', 'http://127.0.0.1:3000'],
    ['0.0.0.0:3000', 'http://0.0.0.0:3000'],
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
    'https://a b',
  ]) {
    it(`“${typed}” is none`, () => assert.throws(() => parseOrigin(typed), UserError));
  }

  for (const typed of [
    'https://user:secret@example.org',
    'user:secret@example.org',
    'https://token@example.org/ns/name',
  ]) {
    it(`with a password in it is refused, and the password is not repeated: ${typed}`, () => {
      assert.throws(
        () => parseOrigin(typed),
        (error) => error instanceof UserError && !/secret|token/.test(error.message),
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
    ['https://hub.oxen.ai/ox/data/tree/main/images?x=1', 'https://hub.oxen.ai', '/api/repos/ox/data'],
    ['http://localhost:3000/api/repos/ox/data', 'http://localhost:3000', '/api/repos/ox/data'],
  ] as const) {
    it(`is read from “${typed}”`, () => {
      const found = parseRepository(typed);
      assert.equal(found.origin, origin);
      assert.equal(repositoryPath(found.repository), path);
    });
  }

  for (const typed of [
    '',
    'ox',
    'ox/data/more',
    'o/data',
    'ox/d',
    '../data',
    'ox/..',
    '-ox/data',
    'ox/da ta',
    'öx/data',
    'https://hub.oxen.ai/ox',
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
  ]) {
    it(`is not ${text}`, () => assert.equal(isLoopback(parseOrigin(text)), false));
  }
});
