import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { text as allOf } from 'node:stream/consumers';
import { parseProxy } from '../../src/core/oxen/connection/proxyAddress';
import { Meter } from '../../src/core/upload/meter';
import { UserError } from '../../src/core/userError';
import { parseArguments } from '../../src/headless/arguments';
import { textPrinter } from '../../src/headless/terminal/printer';
import { upload } from '../../src/headless/upload';

const PLACE = ['--server', 'https://data.example', '--repo', 'ns/name', '--branch', 'main', '--message', 'm'];

describe('the address of a proxy', () => {
  for (const text of [
    'http://corp\\ann:s3cret@proxy.example:3128',
    'http://ann:12/s3cret@proxy.example:3128',
    'http://ann:12?s3cret@proxy.example:3128',
    'http://ann:12#s3cret@proxy.example:3128',
    'http://ann:50%s3cret@proxy.example:3128',
    'http://ann: s3cret@proxy.example:3128',
    'http:/ann:s3cret@proxy.example:3128',
    'http:proxy.example',
    'socks5h://proxy.example:1080',
    'direct://',
    'http://proxy.example:99999',
  ]) {
    it(`is refused in words, and nothing of it is told: ${text}`, () => {
      assert.throws(
        () => parseProxy(text, 'the variable https_proxy'),
        (error) =>
          error instanceof UserError &&
          error.message === 'The proxy address in the variable https_proxy is not valid.' &&
          !`${error.message} ${error.advice}`.includes('s3cret'),
      );
    });
  }

  for (const [text, name] of [
    ['proxy.example', 'proxy.example:80'],
    ['http://proxy.example:3128/', 'proxy.example:3128'],
    ['HTTPS://corp%5Cann:p%2Fw@proxy.example', 'proxy.example:443'],
    ['ann:p@w@proxy.example:3128', 'proxy.example:3128'],
    ['socks5://[::1]', '[::1]:1080'],
  ] as const) {
    it(`is taken as it is meant: ${text}`, () => {
      assert.equal(parseProxy(text, 'here').shown.name, name);
    });
  }
});

describe('an invalid proxy in the environment of the command', () => {
  const before = process.env['https_proxy'];
  afterEach(() => {
    if (before === undefined) delete process.env['https_proxy'];
    else process.env['https_proxy'] = before;
  });

  it('is told as what it is, not as a fault of the command', async () => {
    process.env['https_proxy'] = 'http://u:50%@proxy.example:3128';
    const meter = new Meter();
    const screen = new PassThrough();
    const { signal } = new AbortController();
    const args = parseArguments(['upload', ...PLACE, __filename]);

    const { result } = await upload(args, { meter, printer: textPrinter(meter, screen), signal });

    assert.equal(result, 'failed');
    const said = await allOf(screen.end());
    assert.match(
      said,
      /^The proxy address in the variable https_proxy is not valid\. Use an address such as .*\n$/,
    );
  });
});
