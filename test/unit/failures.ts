import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import { createServer as createNetServer, type Server, type Socket } from 'node:net';
import type { Dispatcher } from 'undici';
import { createDispatcher, type NetworkSettings } from '../../src/core/oxen/connection/dispatcher';
import { OxenError } from '../../src/core/oxen/errors';
import { undiciTransport } from '../../src/core/oxen/connection/undiciTransport';
import { useTempFolder, writeFiles } from './tempFolder';

const VARIABLES = [
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'NODE_EXTRA_CA_CERTS',
];

/** Servers of a test, and what is told of requests to them: without any proxy of the environment's. */
export function useFailures() {
  const folder = useTempFolder();
  const before = VARIABLES.map((name) => [name, process.env[name]] as const);
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  const dispatchers: Dispatcher[] = [];

  beforeEach(() => {
    for (const name of VARIABLES) Reflect.deleteProperty(process.env, name);
  });
  afterEach(async () => {
    for (const [name, value] of before) if (value !== undefined) process.env[name] = value;
    await Promise.all(dispatchers.splice(0).map((dispatcher) => dispatcher.destroy()));
    for (const socket of sockets) socket.destroy();
    for (const server of servers.splice(0)) server.close();
  });

  async function listening(server: Server): Promise<number> {
    servers.push(server);
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = server.address();
    assert.ok(address !== null && typeof address === 'object');
    return address.port;
  }

  async function deadPort(): Promise<number> {
    const server = createNetServer();
    const port = await listening(server);
    await once(server.close(), 'close');
    return port;
  }

  const secure = (options: ServerOptions) =>
    listening(createTlsServer(options, (_request, reply) => reply.end()));
  const plain = (listener?: RequestListener) => listening(createServer(listener));
  const raw = (onSocket: (socket: Socket) => void) => listening(createNetServer(onSocket));

  /** A proxy that answers each CONNECT with this. */
  async function tunnelling(answer: string): Promise<string> {
    const server = createServer();
    server.on('connect', (_request, socket) => socket.end(answer));
    return `127.0.0.1:${await listening(server)}`;
  }

  async function trust(certificate: { readonly cert: string }): Promise<void> {
    const file = folder('extra.pem');
    await writeFiles({ [file]: certificate.cert });
    process.env['NODE_EXTRA_CA_CERTS'] = file;
  }

  /** What is told of a request there. */
  async function failure(url: string, settings: NetworkSettings = {}) {
    const dispatcher = createDispatcher(settings);
    dispatchers.push(dispatcher);
    const { signal } = new AbortController();
    try {
      await undiciTransport(dispatcher)({ method: 'GET', url, headers: {}, idleTimeoutMs: 60_000, signal });
    } catch (error) {
      assert.ok(error instanceof OxenError, String(error));
      return { error, message: error.message, advice: error.advice ?? '' };
    }
    return assert.fail('it came about');
  }

  return { deadPort, dispatchers, failure, listening, plain, raw, secure, trust, tunnelling };
}
