/** Loaded into an upload by `node --require`: each request with its answer is a line of the file that OXEN_BENCH_REQUESTS names. */
import assert from 'node:assert/strict';
import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const file = process.env['OXEN_BENCH_REQUESTS'] ?? '';
const sent = new WeakMap<object, number>();

// undici's own channels; its request knows how long its body is.
subscribe('undici:client:sendHeaders', (message) => {
  sent.set(requestIn(message), performance.now());
});
subscribe('undici:request:headers', (message) => {
  const request = requestIn(message);
  const bytes = 'contentLength' in request ? Number(request.contentLength) : 0;
  note({ sent: sent.get(request), answered: performance.now(), bytes });
});
if (isMainThread) process.on('exit', () => note({ ended: performance.now() })); // workers load it, too

function requestIn(message: unknown): object {
  assert(typeof message === 'object' && message !== null && 'request' in message);
  const { request } = message;
  assert(typeof request === 'object' && request !== null);
  return request;
}

function note(line: object): void {
  appendFileSync(file, `${JSON.stringify(line)}\n`);
}
