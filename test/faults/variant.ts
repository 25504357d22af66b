import { readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';
import { FOR_NODE } from '../support/forNode';

const ROOT = resolve(__dirname, '../..');

/** Texts of a source file, and what stands in their place. */
export type Replacements = Readonly<Record<string, string>>;

/**
 * Builds the headless command with some files of src/core changed.
 *
 * @param changes by file
 * @throws when a file has no such text any more
 */
export async function buildVariant(
  changes: Readonly<Record<string, Replacements>>,
  outfile: string,
): Promise<void> {
  const changed = new Map(
    Object.entries(changes).map(([file, replacements]) => [
      join(ROOT, 'src/core', file),
      replaced(file, replacements),
    ]),
  );
  await build({
    entryPoints: {
      [basename(outfile, '.js')]: join(ROOT, 'src/headless.ts'),
      fileWorker: join(ROOT, 'src/core/files/worker/main.ts'),
    },
    outdir: dirname(outfile),
    ...FOR_NODE,
    plugins: [
      {
        name: 'some files changed',
        setup: (plugin) =>
          plugin.onLoad({ filter: /\.ts$/ }, ({ path }) => {
            const contents = changed.get(path);
            return contents === undefined ? undefined : { contents, loader: 'ts' };
          }),
      },
    ],
  });
}

function replaced(file: string, replacements: Replacements): string {
  let contents = readFileSync(join(ROOT, 'src/core', file), 'utf8');
  for (const [text, instead] of Object.entries(replacements)) {
    if (!contents.includes(text)) throw new Error(`${file} has no “${text}” any more`);
    contents = contents.replaceAll(text, () => instead);
  }
  return contents;
}
