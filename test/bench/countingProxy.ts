import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** Passes connections on as they are, and counts the bytes. */
export class CountingProxy {
  /** Bytes towards the server so far. */
  up = 0;
  /** Bytes from the server so far. */
  down = 0;
  /** Told after each piece towards the server. */
  onUp: (bytes: number) => void = () => undefined;

  private readonly sockets = new Set<Socket>();

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
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private join(client: Socket): void {
    const server = connect(this.port, '127.0.0.1');
    for (const socket of [client, server]) {
      this.sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => this.sockets.delete(socket));
    }
    client.on('data', (piece) => {
      this.up += piece.length;
      this.onUp(this.up);
    });
    server.on('data', (piece) => (this.down += piece.length));
    client.pipe(server).pipe(client);
    client.on('close', () => server.destroy());
    server.on('close', () => client.destroy());
  }
}
