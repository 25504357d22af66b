import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isServerVersion } from './features';
import { startOxenServer, type OxenServerOptions } from './index';

const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    version: { type: 'string' },
    data: { type: 'string' },
    key: { type: 'string', multiple: true },
    storage: { type: 'string' },
    'full-while': { type: 'string' },
  },
});

function optionsFromArguments(): OxenServerOptions {
  const { version, storage, 'full-while': mark } = values;
  if (version !== undefined && !isServerVersion(version)) throw new Error(`unknown version ${version}`);
  if (storage !== undefined && storage !== 'local' && storage !== 's3') {
    throw new Error(`unknown storage ${storage}`);
  }
  return {
    ...(version === undefined ? {} : { version }),
    ...(storage === undefined ? {} : { storageKind: storage }),
    // For tests that run it as a process: the disk is full as long as that file exists.
    ...(mark === undefined ? {} : { isDiskFull: () => existsSync(mark) }),
    ...(values.port === undefined ? {} : { port: Number(values.port) }),
    ...(values.data === undefined ? {} : { dataDirectory: values.data }),
    ...(values.key === undefined ? {} : { keys: values.key }),
  };
}

async function main(): Promise<void> {
  const server = await startOxenServer(optionsFromArguments());
  // The words of the real one, which tests wait for.
  console.error(`Running on ${new URL(server.origin).host}`);

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void server.close().then(() => process.exit(0));
    });
  }
}

void main();
