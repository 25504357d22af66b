import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { NetworkError, UnreachableError } from '../../src/core/oxen/errors';
import { connectionError } from '../../src/core/oxen/connection/connectionError';
import { EXPIRED, NOT_YET_VALID, OF_ANOTHER_NAME, SELF_SIGNED } from './selfSigned';
import { useFailures } from './failures';

/** What only a missing root is helped by. */
const ROOTS = /NODE_EXTRA_CA_CERTS/;

describe('a connection that does not come about', () => {
  const { deadPort, failure, listening, plain, raw, secure, trust } = useFailures();

  describe('with the server', () => {
    it('is told when nothing answers there', async () => {
      const origin = `http://127.0.0.1:${await deadPort()}`;
      const { error, message } = await failure(origin);
      assert.ok(error instanceof NetworkError);
      assert.equal(message, `Can't connect to ${origin}.`);
    });

    it('is told when its name is not known', async () => {
      const { error, message } = await failure('http://nowhere.invalid:3000/');
      assert.ok(error instanceof NetworkError);
      assert.equal(message, "Can't find nowhere.invalid:3000.");
    });

    it('is told when it speaks http, and by which address it would do', async () => {
      const port = await plain();
      const { error, message, advice } = await failure(`https://127.0.0.1:${port}/`);
      assert.ok(error instanceof UnreachableError);
      assert.equal(message, `127.0.0.1:${port} seems to use plain HTTP, not HTTPS.`);
      assert.ok(advice.includes(`http://127.0.0.1:${port}`), advice);
      assert.doesNotMatch(advice, ROOTS);
    });

    it('is told when it speaks neither http nor TLS', async () => {
      const port = await raw((socket) => socket.write('SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n'));
      const { message, advice } = await failure(`https://127.0.0.1:${port}/`);
      assert.match(message, /seems to use plain HTTP|secure connection/);
      assert.doesNotMatch(advice, ROOTS);
      const { message: plainly } = await failure(`http://127.0.0.1:${port}/`);
      assert.match(plainly, /does not speak HTTP/);
    });

    it('is told when it closes the connection during the handshake', async () => {
      const port = await raw((socket) => socket.once('data', () => socket.end()));
      const { error, message, advice } = await failure(`https://127.0.0.1:${port}/`);
      assert.ok(error instanceof NetworkError);
      assert.match(message, /closed the connection before it was encrypted/);
      assert.match(advice, /may not support HTTPS/);
    });

    for (const [what, certificate, isTrusted, words] of [
      [
        'whose certificate is of another name',
        OF_ANOTHER_NAME,
        true,
        /for a different name: other\.example\.$/,
      ],
      ['whose certificate has expired', EXPIRED, true, /has expired/],
      ['whose certificate is not valid yet', NOT_YET_VALID, true, /is not valid yet/],
      [
        'whose certificate comes from an unknown issuer',
        SELF_SIGNED,
        false,
        /cannot be trusted: its issuer is unknown/,
      ],
    ] as const) {
      it(`is told for one ${what}`, async () => {
        if (isTrusted) await trust(certificate);
        const port = await secure(certificate);
        const { error, message, advice } = await failure(`https://localhost:${port}/`);
        assert.ok(error instanceof UnreachableError, 'trying again does not help');
        assert.ok(message.startsWith(`The certificate of localhost:${port} `), message);
        assert.match(message, words);
        assert.equal(ROOTS.test(advice), !isTrusted, advice);
      });
    }

    it('is told when it offers old versions of TLS only', async () => {
      const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
      const port = await secure({ ...SELF_SIGNED, ...old });
      const { error, message, advice } = await failure(`https://localhost:${port}/`);
      assert.ok(error instanceof UnreachableError);
      assert.match(message, /only outdated versions of TLS/);
      assert.doesNotMatch(advice, ROOTS);
    });

    it('is told when it wants a client certificate', async () => {
      await trust(SELF_SIGNED);
      const port = await secure({
        ...SELF_SIGNED,
        requestCert: true,
        rejectUnauthorized: true,
        maxVersion: 'TLSv1.2',
      });
      const { message, advice } = await failure(`https://localhost:${port}/`);
      assert.match(message, /secure|encrypted|certificate|lost/);
      assert.doesNotMatch(advice, ROOTS);
    });

    it('is told as the certificate’s fault also where Node has no name for what is wrong with it', () => {
      const cause = Object.assign(new Error('unhandled critical extension'), { code: 'UNSPECIFIED' });
      const error = connectionError(cause, { url: 'https://oxen.example/', idleTimeoutMs: 1 });
      assert.ok(error instanceof UnreachableError);
      assert.equal(
        error.message,
        'The certificate of oxen.example is not valid: unhandled critical extension.',
      );
    });

    it('says the same behind a proxy, of the server', async () => {
      await trust(OF_ANOTHER_NAME);
      const port = await secure(OF_ANOTHER_NAME);
      const proxy = createServer();
      proxy.on('connect', (_request, client) => {
        const upstream = connect(port, '127.0.0.1');
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        upstream.pipe(client).pipe(upstream);
      });
      const { message } = await failure('https://oxen.example/', {
        proxy: `127.0.0.1:${await listening(proxy)}`,
      });
      assert.equal(message, 'The certificate of oxen.example is for a different name: other.example.');
    });
  });
});
