import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { request } from 'undici';
import { createDispatcher } from '../../src/core/oxen/dispatcher';

describe('the way to a server', () => {
  it('leads through the proxy of the settings, but for hosts that are reached directly', async () => {
    const seen: string[] = [];
    const target = createServer((_request, response) => response.end('here'));
    const proxy = createServer().on('connect', (asked, client) => {
      seen.push(asked.url ?? '');
      const { port } = addressOf(target);
      const upstream = connect(port, '127.0.0.1', () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        upstream.pipe(client).pipe(upstream);
      });
      client.on('error', () => upstream.destroy());
    });
    await Promise.all([target, proxy].map((server) => once(server.listen(0, '127.0.0.1'), 'listening')));
    const dispatcher = createDispatcher({
      proxy: `http://127.0.0.1:${addressOf(proxy).port}`,
      noProxy: ['direct.example'],
    });
    try {
      const proxied = await request('http://oxen.example:8080/', { dispatcher });
      assert.equal(await proxied.body.text(), 'here');
      assert.deepEqual(seen, ['oxen.example:8080']);

      await assert.rejects(request('http://direct.example/', { dispatcher }));
      const local = await request(`http://127.0.0.1:${addressOf(target).port}/`, { dispatcher });
      assert.equal(await local.body.text(), 'here');
      assert.equal(seen.length, 1);
    } finally {
      await dispatcher.destroy();
      target.close();
      proxy.close();
    }
  });
});

function addressOf(server: ReturnType<typeof createServer>): AddressInfo {
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return address;
}
