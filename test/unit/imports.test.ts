import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';

const ROOT = resolve(__dirname, '../..');

/** Who must not import whom, by the beginnings of their paths. */
const FORBIDDEN = [
  { from: 'src/core/oxen/', to: 'src/core/upload/' },
  { from: 'src/core/files/', to: 'src/core/upload/' },
  { from: 'src/vscode/choosing/', to: 'src/vscode/commands/' },
];

describe('the imports of src, also those of types alone', () => {
  const imports = readImports();

  it('never lead back to where they began', () => {
    assert.deepEqual(circles(imports), []);
  });

  for (const { from, to } of FORBIDDEN) {
    it(`do not lead from ${from} to ${to}`, () => {
      const found = [...imports]
        .filter(([file]) => file.startsWith(from))
        .flatMap(([file, targets]) =>
          targets.filter((target) => target.startsWith(to)).map((target) => `${file} → ${target}`),
        );
      assert.deepEqual(found, []);
    });
  }
});

/** The files of src that each of them imports. */
function readImports(): ReadonlyMap<string, readonly string[]> {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join('src', file));
  assert.ok(files.length > 100);
  return new Map(files.map((file) => [file, importsOf(file)]));
}

function importsOf(file: string): readonly string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(join(ROOT, file), 'utf8'));
  return importedFiles
    .filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName }) => {
      const path = join(dirname(file), fileName);
      return existsSync(join(ROOT, `${path}.ts`)) ? `${path}.ts` : join(path, 'index.ts');
    });
}

/** Each way back to a file that the search is still inside of, such as `a → b → a`. */
function circles(imports: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]) => {
    if (way.includes(file)) found.push([...way.slice(way.indexOf(file)), file].join(' → '));
    if (way.includes(file) || done.has(file)) return;
    for (const next of imports.get(file) ?? []) visit(next, [...way, file]);
    done.add(file);
  };
  for (const file of imports.keys()) visit(file, []);
  return found;
}
