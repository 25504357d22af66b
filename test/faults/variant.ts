import { readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';
import { FOR_NODE } from '../support/forNode';

const ROOT = resolve(__dirname, '../..');

/** Texts of a source file, and what stands in their place. */
export type Replacements = Readonly<Record<string, string>>;

/**
 * Builds the headless command with one file of src/core changed.
 *
 * @throws when that file has no such text any more
 */
export async function buildVariant(file: string, replacements: Replacements, outfile: string): Promise<void> {
  const path = join(ROOT, 'src/core', file);
  let contents = readFileSync(path, 'utf8');
  for (const [text, instead] of Object.entries(replacements)) {
    if (!contents.includes(text)) throw new Error(`${file} has no “${text}” any more`);
    contents = contents.replaceAll(text, () => instead);
  }
  await build({
    entryPoints: {
      [basename(outfile, '.js')]: join(ROOT, 'src/headless.ts'),
      fileWorker: join(ROOT, 'src/core/files/worker/main.ts'),
    },
    outdir: dirname(outfile),
    ...FOR_NODE,
    plugins: [
      {
        name: 'one file changed',
        setup: (plugin) =>
          plugin.onLoad({ filter: /\.ts$/ }, (args) =>
            args.path === path ? { contents, loader: 'ts' } : undefined,
          ),
      },
    ],
  });
}
