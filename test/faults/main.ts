/** Plays the fault matrix: `npm run test:faults -- [--seed N] [--only engine/fault/server] [--sample COUNT]`. */
import { join } from 'node:path';
import Mocha from 'mocha';
import CountingReporter from '../support/countingReporter';
import { options } from './options';

/** Of one cell, in ms: two uploads, each of which has a limit of its own. */
const TIMEOUT = 300_000;

async function main(): Promise<void> {
  const mocha = new Mocha({ reporter: CountingReporter, timeout: TIMEOUT });
  for (const file of ['lies.test.ts', 'matrix.test.ts']) mocha.addFile(join(__dirname, file));
  await mocha.loadFilesAsync();
  if (mocha.suite.total() === 0)
    throw new Error(`No cell is named ${options.only}. They are named engine/fault/server.`);
  mocha.run((failures) => process.exit(failures > 0 ? 1 : 0));
}

// Servers and scratch folders go with the process, however it ends.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
