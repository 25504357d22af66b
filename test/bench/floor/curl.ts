import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** Options of one request, as in curl's own config file; an option may come several times. */
export type CurlRequest = readonly (readonly [option: string, value: string])[];

/** One process of curl sends them, one after the other over one connection. @throws when one of them fails */
export async function curl(requests: readonly CurlRequest[]): Promise<string> {
  const child = spawn('curl', ['--no-progress-meter', '--config', '-'], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  child.stdin.end(requests.map(sectionOf).join('next\n'));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  await ended;
  if (child.exitCode !== 0)
    throw new Error(`curl ended with ${String(child.exitCode)}: ${err}\n${out.slice(-2000)}`);
  return out;
}

/** Spread over so many processes, in turns: what comes first is sent first. */
export async function curlParallel(requests: readonly CurlRequest[], parallel: number): Promise<void> {
  const shares = Array.from({ length: parallel }, (_, share) =>
    requests.filter((_request, index) => index % parallel === share),
  );
  await Promise.all(shares.filter(({ length }) => length > 0).map((share) => curl(share)));
}

function sectionOf(request: CurlRequest): string {
  const options = [
    ...request,
    ['header', 'Expect:'], // or it waits for a 100 before each body
    ['retry', '30'], // a part too far ahead of the others is a 429
  ] as const;
  return ['fail-with-body', ...options.map(([name, value]) => `${name} = ${JSON.stringify(value)}`), ''].join(
    '\n',
  );
}
