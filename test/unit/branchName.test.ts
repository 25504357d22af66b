import assert from 'node:assert/strict';
import { branchPath } from '../../src/core/oxen/branches';
import { parseBranch } from '../../src/core/oxen/branchName';
import { UserError } from '../../src/core/userError';

describe('the name of a branch', () => {
  for (const name of [
    'main',
    'feature/one',
    'a.b',
    'ümläut',
    'a+b',
    '@home',
    'x@',
    '-dash',
    'with"quote',
    '#1',
  ]) {
    it(`may be ${name}`, () => assert.equal(parseBranch(name), name));
  }

  it('has no blanks around it', () => assert.equal(parseBranch('  main '), 'main'));

  const bad = [
    '',
    ' ',
    'two words',
    'a~b',
    'a^b',
    'a:b',
    'a?b',
    'a[b',
    'a*b',
    'a\\b',
    'a@{b',
    'a..b',
    '.',
    '..',
    'a/../b',
    './a',
    'a/./b',
    'a/.',
    '50%',
    'a%2fb',
    'a\ud800',
    '@',
    'ends.',
    '/a',
    'a/',
    'a//b',
    'a\tb',
    'a\u0007b',
  ];
  for (const name of bad) {
    it(`may not be ${JSON.stringify(name)}`, () => assert.throws(() => parseBranch(name), UserError));
  }

  for (const [name, path] of [
    ['feature/one', 'feature/one'],
    ['a+b', 'a+b'],
    ['#1', '%231'],
    ['ümläut', '%C3%BCml%C3%A4ut'],
  ] as const) {
    it(`${name} is ${path} in an address, where it is decoded once and “+” is no blank`, () => {
      assert.equal(branchPath(parseBranch(name)), path);
    });
  }
});
