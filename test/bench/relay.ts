import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A port of loopback whose connections lead to a server on loopback. */
export abstract class Relay {
  private readonly sockets = new Set<Socket>();
  private readonly listener = createServer((client) => this.join(client));
  private readonly target: URL;

  protected constructor(target: string) {
    this.target = new URL(target);
  }

  get origin(): string {
    const address = this.listener.address();
    if (address === null || typeof address === 'string') throw new Error('the relay has no port');
    return `http://127.0.0.1:${address.port}`;
  }

  async close(): Promise<void> {
    const closed = once(this.listener, 'close');
    this.listener.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  /** Hands what comes from each side to the other. */
  protected abstract carry(client: Socket, server: Socket): void;

  protected async listen(): Promise<void> {
    this.listener.listen(0, '127.0.0.1');
    await once(this.listener, 'listening');
  }

  private join(client: Socket): void {
    const server = connect(Number(this.target.port), this.target.hostname);
    for (const socket of [client, server]) {
      this.sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => this.sockets.delete(socket));
    }
    this.carry(client, server);
    client.on('close', () => server.destroy());
  }
}
