import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Relay } from './relay';

export interface LineSpeed {
  /** Towards the server, all connections together; replies are as fast. */
  readonly bytesPerSecond: number;
  readonly roundTripMs: number;
}

/** What a sender may be ahead of the line, as the buffers of sockets and modems: in ms of it. */
const BUFFERED_MS = 100;
const LEAST_BUFFERED_BYTES = 64 * 1024;

/** A slow and long line to a server on loopback. Opening a connection takes a round trip; packets are never lost. */
export class SlowLine extends Relay {
  private readonly up: Lane;
  private readonly down: Lane;

  private constructor(
    target: string,
    private readonly speed: LineSpeed,
  ) {
    super(target);
    this.up = new Lane(speed);
    this.down = new Lane(speed);
  }

  static async start(target: string, speed: LineSpeed): Promise<SlowLine> {
    const line = new SlowLine(target, speed);
    await line.listen();
    return line;
  }

  protected override carry(client: Socket, server: Socket): void {
    for (const socket of [client, server]) socket.setNoDelay(true);
    const openAt = performance.now() + this.speed.roundTripMs;
    this.up.carry(client, server, openAt);
    this.down.carry(server, client, openAt);
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
