import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { parseOrigin } from '../../src/core/oxen/address';
import { OxenServer, type Repository } from '../../src/core/oxen/http/client';
import { createDispatcher } from '../../src/core/oxen/connection/dispatcher';
import { undiciTransport } from '../../src/core/oxen/connection/undiciTransport';

/** Answers a request to a path: with JSON, or as it likes. */
export type Lie = (url: URL, response: ServerResponse) => object | undefined;

export interface LyingServer {
  readonly repository: Repository;
  /** `METHOD path` of all that came. */
  readonly seen: readonly string[];
}

/** A server for one test that says what it is told to, and the repository `ox/cats` on it. */
export function useLyingServer(): (lie: Lie) => Promise<LyingServer> {
  const dispatcher = createDispatcher();
  const servers: Server[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });
  after(() => dispatcher.destroy());
  return async (lie) => {
    const seen: string[] = [];
    const http = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      seen.push(`${request.method ?? ''} ${url.pathname}`);
      request.resume();
      const reply = lie(url, response);
      if (reply !== undefined) response.end(JSON.stringify({ status: 'success', ...reply }));
    });
    servers.push(http);
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    const address = http.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const origin = parseOrigin(`http://127.0.0.1:${port ?? ''}`);
    const server = new OxenServer({ origin, transport: undiciTransport(dispatcher) });
    return { repository: server.repository({ namespace: 'ox', name: 'cats' }), seen };
  };
}
