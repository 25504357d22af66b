import assert from 'node:assert/strict';
import { ServerProcess } from './serverProcess';

/** A bucket in an S3 that moto's server plays on loopback (docs/protocol/running.md#s3). */
export interface Bucket {
  /** The table of a server's configuration that makes it keep content there. */
  readonly storage: string;
  /** What a client of it needs in its environment. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

const REGION = 'us-east-1';

/** What `scripts/moto.sh` printed for `npm run test:s3`; `undefined` when it could not be installed. */
export function motoServer(): string | undefined {
  return process.env['MOTO_SERVER'] || undefined;
}

export async function startBucket(command: string): Promise<Bucket> {
  const server = await ServerProcess.start({
    command,
    args: (port) => ['-H', '127.0.0.1', '-p', String(port)],
    env: process.env,
  });
  const name = 'oxen';
  const { status } = await fetch(`${server.origin}/${name}`, { method: 'PUT' });
  assert.equal(status, 200, 'the bucket was not made');
  return {
    storage: `[storage]\nbackends = ["local", "s3"]\ns3_bucket = "${name}"\ns3_region = "${REGION}"\n`,
    env: {
      AWS_ENDPOINT_URL: server.origin,
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 'b',
      AWS_REGION: REGION,
    },
    close: () => server.kill(),
  };
}
