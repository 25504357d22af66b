import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../support/freePort';

export interface ServerCommand {
  readonly command: string;
  readonly args: (port: number) => readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/** A server as a process of its own on a port of loopback, which can be killed and started again at the same place. */
export class ServerProcess {
  private constructor(
    private readonly command: ServerCommand,
    private readonly port: number,
    private child: ChildProcess,
  ) {}

  static async start(command: ServerCommand): Promise<ServerProcess> {
    const port = await freePort();
    return new ServerProcess(command, port, await startChild(command, port));
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Of the process that runs at the moment. */
  get pid(): number | undefined {
    return this.child.pid;
  }

  /** As with `kill -9`; asked politely a real one waits 30 s for its connections. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const closed = once(this.child, 'close');
    this.child.kill('SIGKILL');
    await closed;
  }

  /** Starts it again after a kill. */
  async restart(): Promise<void> {
    this.child = await startChild(this.command, this.port);
  }
}

async function startChild({ command, args, env }: ServerCommand, port: number): Promise<ChildProcess> {
  const child = spawn(command, args(port), { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const kill = () => child.kill('SIGKILL');
  process.prependOnceListener('exit', kill);
  child.once('close', () => process.off('exit', kill));
  await running(child);
  // 0.50.7 says so a moment before it listens.
  while (!(await accepts(port))) await delay(20);
  return child;
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** Waits for the line by which a server says that it takes requests. */
function running(child: ChildProcess): Promise<void> {
  const { stderr } = child;
  assert(stderr !== null);
  return new Promise((resolve, reject) => {
    const lines: string[] = [];
    child.once('error', reject);
    child.once('close', () => {
      reject(new Error(`the server ended: ${lines.slice(-10).join('\n')}`));
    });
    createInterface({ input: stderr }).on('line', (line) => {
      lines.push(line);
      if (line.includes('Running on')) resolve();
    });
  });
}
