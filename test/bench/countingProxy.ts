import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** Passes connections on as they are, and counts the bytes that go up to the server. */
export class CountingProxy {
  /** Bytes towards the server so far. */
  up = 0;
  /** Told after each of them. */
  onUp: (bytes: number) => void = () => undefined;

  private constructor(
    private readonly port: number,
    private readonly listener = createServer(),
  ) {}

  static async start(target: string): Promise<CountingProxy> {
    const proxy = new CountingProxy(Number(new URL(target).port));
    proxy.listener.on('connection', (client) => proxy.join(client));
    proxy.listener.listen(0, '127.0.0.1');
    await once(proxy.listener, 'listening');
    return proxy;
  }

  get origin(): string {
    const address = this.listener.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
    return `http://127.0.0.1:${address.port}`;
  }

  async close(): Promise<void> {
    const closed = once(this.listener, 'close');
    this.listener.close();
    await closed;
  }

  private join(client: Socket): void {
    const server = connect(this.port, '127.0.0.1');
    for (const socket of [client, server]) socket.on('error', () => socket.destroy());
    client.on('data', (piece) => {
      this.up += piece.length;
      this.onUp(this.up);
    });
    client.pipe(server).pipe(client);
    client.on('close', () => server.destroy());
    server.on('close', () => client.destroy());
  }
}
