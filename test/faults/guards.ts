/**
 * Takes out each guard of guardList.ts, one at a time, and plays the cell that has to fail then:
 * `npm run test:guards [-- --only WORDS]`. Prints the table of README.md.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { GUARDS } from './guardList';
import { buildVariant } from './variant';

const {
  values: { only },
} = parseArgs({ options: { only: { type: 'string', default: '' } } });

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'oxen-guards-'));
  process.once('exit', () => rmSync(folder, { recursive: true }));
  for (const [index, guard] of GUARDS.filter(({ guard }) => guard.includes(only)).entries()) {
    const bundle = join(folder, `${index}.js`);
    await buildVariant({ [guard.file]: guard.without }, bundle);
    const words = await failureOf(guard.cell, bundle);
    console.log(
      `| ${guard.guard} | \`${guard.cell}\` | ${words ?? '**none: the cell passes without it**'} |`,
    );
    if (words === undefined) process.exitCode = 1;
  }
}

/** How the cell fails, in one line. */
async function failureOf(cell: string, bundle: string): Promise<string | undefined> {
  const child = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'main.ts'), '--only', cell], {
    env: { ...process.env, HEADLESS_BUNDLE: bundle },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output] = await Promise.all([text(child.stdout), once(child, 'close')]);
  if (child.exitCode === 0) return undefined;
  const [, words = output.slice(-500)] = /Error(?: \[\w+\])?: ([^\n]*)/.exec(output) ?? [];
  return words.slice(0, 160);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
