import assert from 'node:assert/strict';
import { directRule } from '../../src/core/oxen/connection/noProxy';

describe('an entry of NO_PROXY or http.noProxy', () => {
  for (const [entry, direct, proxied] of [
    ['*', ['http://a.example', 'https://10.0.0.1'], []],
    [
      'example.com',
      ['http://example.com', 'https://a.b.example.com:8080'],
      ['http://notexample.com', 'http://com'],
    ],
    ['.example.com', ['http://example.com', 'http://a.example.com'], ['http://example.com.evil']],
    ['*.EXAMPLE.com', ['http://a.example.com', 'http://Example.com.'], ['http://example.org']],
    ['example.com:8080', ['http://example.com:8080'], ['http://example.com', 'https://example.com']],
    ['example.com:443', ['https://example.com'], ['http://example.com']],
    ['bücher.example', ['http://bücher.example'], ['http://bucher.example']],
    ['10.0.0.5', ['http://10.0.0.5:3000'], ['http://10.0.0.50', 'http://1.10.0.0']],
    ['10.0.0.5:3000', ['http://10.0.0.5:3000'], ['http://10.0.0.5']],
    [
      '10.0.0.0/8',
      ['http://10.255.0.1', 'http://[::ffff:10.0.0.1]'],
      ['http://11.0.0.1', 'http://10.example'],
    ],
    ['fd00::/8', ['http://[fd00::1]:3000'], ['http://[fe80::1]', 'http://10.0.0.1']],
    ['fd00::1', ['http://[fd00:0::1]'], ['http://[fd00::2]']],
    ['[fd00::1]:3000', ['http://[fd00::1]:3000'], ['http://[fd00::1]']],
    ['1.2.3.4/', [], ['http://1.2.3.4', 'http://192.0.2.77']],
    ['10.0.0.0/33', [], ['http://10.0.0.0']],
    [
      ' a.example  b.example,,c.example\n',
      ['http://a.example', 'http://b.example', 'http://c.example'],
      ['http://d.example'],
    ],
    ['', [], ['http://a.example']],
  ] as const) {
    it(`“${entry.trim()}” means what it does elsewhere`, () => {
      const isDirect = directRule([entry]);
      for (const url of direct) assert.equal(isDirect(new URL(url)), true, url);
      for (const url of proxied) assert.equal(isDirect(new URL(url)), false, url);
    });
  }

  it('is not needed for this machine, and only for this machine', () => {
    const isDirect = directRule([]);
    for (const host of [
      'localhost',
      'a.localhost',
      '127.0.0.1',
      '127.9.9.9',
      '[::1]',
      '[::ffff:7f00:1]',
      'localhost.',
    ])
      assert.equal(isDirect(new URL(`http://${host}:3000`)), true, host);
    for (const host of ['0.0.0.0', 'localhost.example', '127.0.0.1.example', 'myserver', '[::2]'])
      assert.equal(isDirect(new URL(`http://${host}:3000`)), false, host);
  });
});
