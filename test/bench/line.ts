import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export interface LineSpeed {
  /** Towards the server, all connections together; replies are as fast. */
  readonly bytesPerSecond: number;
  readonly roundTripMs: number;
}

/** What a sender may be ahead of the line, as the buffers of sockets and modems: in ms of it. */
const BUFFERED_MS = 100;
const LEAST_BUFFERED_BYTES = 64 * 1024;

/** A slow and long line to a server on loopback. Opening a connection takes a round trip; packets are never lost. */
export class SlowLine {
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly target: URL,
    private readonly speed: LineSpeed,
    private readonly listener: Server,
  ) {}

  static async start(origin: string, speed: LineSpeed): Promise<SlowLine> {
    const listener = createServer();
    const line = new SlowLine(new URL(origin), speed, listener);
    const lanes = { up: new Lane(speed), down: new Lane(speed) };
    listener.on('connection', (client) => line.join(client, lanes));
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    return line;
  }

  get origin(): string {
    const address = this.listener.address();
    if (address === null || typeof address === 'string') throw new Error('the line has no port');
    return `http://127.0.0.1:${address.port}`;
  }

  async close(): Promise<void> {
    const closed = once(this.listener, 'close');
    this.listener.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private join(client: Socket, { up, down }: { readonly up: Lane; readonly down: Lane }): void {
    const server = connect(Number(this.target.port), this.target.hostname);
    for (const socket of [client, server]) {
      this.sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => this.sockets.delete(socket));
    }
    const openAt = performance.now() + this.speed.roundTripMs;
    up.carry(client, server, openAt);
    down.carry(server, client, openAt);
    client.on('close', () => server.destroy());
  }
}

/** One direction, which all connections share. */
class Lane {
  /** When what was put on it so far has left. */
  private freeAt = 0;
  private readonly buffered: number;

  constructor(private readonly speed: LineSpeed) {
    this.buffered = Math.max(LEAST_BUFFERED_BYTES, (speed.bytesPerSecond * BUFFERED_MS) / 1000);
  }

  carry(from: Socket, to: Socket, openAt: number): void {
    let waiting = 0;
    let last = Promise.resolve();
    from.on('data', (piece) => {
      const leaves = this.put(piece.length, openAt);
      waiting += piece.length;
      if (waiting >= this.buffered) from.pause();
      void until(leaves).then(() => {
        waiting -= piece.length;
        if (waiting < this.buffered) from.resume();
      });
      last = last.then(async () => {
        await until(leaves + this.speed.roundTripMs / 2);
        if (to.writable) to.write(piece);
      });
    });
    from.on('end', () => {
      void last.then(() => to.end());
    });
  }

  private put(bytes: number, openAt: number): number {
    const start = Math.max(performance.now(), openAt, this.freeAt);
    this.freeAt = start + (bytes / this.speed.bytesPerSecond) * 1000;
    return this.freeAt;
  }
}

async function until(at: number): Promise<void> {
  const ms = at - performance.now();
  if (ms > 0) await delay(ms);
}
