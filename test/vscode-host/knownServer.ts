/** A server that VS Code's user settings name from the start, to see whether it is asked for anything. */
import { once } from 'node:events';
import { createServer } from 'node:http';

export interface KnownServer {
  readonly origin: string;
  close(): void;
}

/** Answers `GET /seen` with `METHOD path` of all other requests, and those with 404. */
export async function startKnownServer(): Promise<KnownServer> {
  const seen: string[] = [];
  const http = createServer((request, response) => {
    if (request.url === '/seen') {
      response.end(JSON.stringify(seen));
      return;
    }
    seen.push(`${request.method ?? ''} ${request.url ?? ''}`);
    response.writeHead(404).end();
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    close() {
      http.close();
      http.closeAllConnections();
    },
  };
}
