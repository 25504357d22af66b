import type { Socket } from 'node:net';
import { Relay } from './relay';

/** Passes connections on as they are, and counts the bytes. */
export class CountingProxy extends Relay {
  /** Bytes towards the server so far. */
  up = 0;
  /** Bytes from the server so far. */
  down = 0;
  /** Told after each piece towards the server. */
  onUp: (bytes: number) => void = () => undefined;

  static async start(target: string): Promise<CountingProxy> {
    const proxy = new CountingProxy(target);
    await proxy.listen();
    return proxy;
  }

  protected override carry(client: Socket, server: Socket): void {
    client.on('data', (piece) => {
      this.up += piece.length;
      this.onUp(this.up);
    });
    server.on('data', (piece) => (this.down += piece.length));
    client.pipe(server).pipe(client);
    server.on('close', () => client.destroy());
  }
}
