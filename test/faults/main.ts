/** Plays the fault matrix: `npm run test:faults -- [--seed N] [--only engine/fault/server] [--sample COUNT]`. */
import { join } from 'node:path';
import Mocha from 'mocha';
import CountingReporter from '../../scripts/countingReporter';

/** Of one cell, in ms: two uploads, each of which has a limit of its own. */
const TIMEOUT = 300_000;

async function main(): Promise<void> {
  const mocha = new Mocha({ reporter: CountingReporter, timeout: TIMEOUT });
  mocha.addFile(join(__dirname, 'matrix.test.ts'));
  await mocha.loadFilesAsync();
  mocha.run((failures) => process.exit(failures > 0 ? 1 : 0));
}

// Servers and scratch folders go with the process, however it ends.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

void main();
