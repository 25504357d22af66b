import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Options } from '../options';
import { type CaseResults, readResults, withCase, writeResults } from '../results';
import { chartOf } from './chart';
import { pageOf } from './page';

const ROOT = resolve(__dirname, '../../..');

/** Puts a case into the figures, and writes page and chart anew: of the project, or where something is only tried. */
export function save(found: CaseResults, { isWhole }: Pick<Options, 'isWhole'>): void {
  const folder = join(ROOT, isWhole ? 'docs' : 'out/bench');
  mkdirSync(folder, { recursive: true });
  const json = join(folder, 'benchmarks.json');
  const results = withCase(readResults(json), found);
  writeResults(json, results);
  writeFileSync(join(folder, 'benchmarks.svg'), chartOf(results.series));
  writeFileSync(join(folder, 'benchmarks.md'), pageOf(results));
}
