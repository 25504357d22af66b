import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import type { Version } from '../../contract/support/servers';
import type { Content } from '../content/content';
import { type FloorFile, type FloorPlan, type Pace, PIECE_BYTES, SMALL_FILE_BYTES } from '../floor/plan';
import { type Timed, timedCommand } from '../timed';
import { type Job, type PrepareContext, samePath, type Uploader } from './uploader';
import { FOR_NODE } from '../../support/forNode';

const BUNDLE = resolve(__dirname, '../../../out/bench/floor.js');

/** Tried on a part of the content; the fastest is measured. */
const PACES: readonly Pace[] = [
  { parallel: 4, batch: 50 },
  { parallel: 8, batch: 50 },
  { parallel: 16, batch: 50 },
  { parallel: 8, batch: 200 },
];
const TRIED_FILES = 3000;
const TRIED_BYTES = 256 * 1024 * 1024;

/** As fast as curl is: hashing, the same bytes to the same routes, a commit. */
export class Floor implements Uploader {
  readonly landing = samePath;
  readonly name = 'floor';
  readonly title = 'floor';
  private readonly large: FloorPlan['large'];
  private pace: Pace = { parallel: 8, batch: 50 };
  private pieces = new Map<string, readonly string[]>();

  constructor(
    version: Version,
    private readonly choice: 'tried' | 'as it is',
  ) {
    this.large = version === '0.65.2' ? 'sessions' : 'chunks';
    buildSync({
      entryPoints: [join(__dirname, '../floor/main.ts')],
      outfile: BUNDLE,
      ...FOR_NODE,
    });
  }

  /** Cuts large files into pieces, which is not measured, and looks for the best pace. */
  async prepare({ content, folder, withRepository }: PrepareContext): Promise<void> {
    this.pieces = piecesOf(content, join(folder, 'pieces'));
    if (this.choice === 'as it is') return;
    const tried = sampleOf(this.filesOf(content));
    let best = Infinity;
    const hasSmall = tried.some(({ size }) => size <= SMALL_FILE_BYTES);
    for (const pace of PACES.filter(({ batch }) => hasSmall || batch === this.pace.batch)) {
      const { seconds } = await withRepository((repository) =>
        this.run({ repository, state: folder, files: tried, pace }),
      );
      if (seconds < best) [best, this.pace] = [seconds, pace];
    }
  }

  upload({ content, repository, state }: Job): Promise<Timed> {
    return this.run({ repository, state, files: this.filesOf(content), pace: this.pace });
  }

  private async run({
    repository,
    state,
    files,
    pace,
  }: Omit<Job, 'content'> & Pick<FloorPlan, 'files' | 'pace'>) {
    const { origin, name, key } = repository;
    const plan: FloorPlan = { origin, repository: name, key, large: this.large, files, pace };
    const path = join(state, 'floor.json');
    writeFileSync(path, JSON.stringify(plan));
    return (await timedCommand([process.execPath, BUNDLE, path], { env: process.env })).timed;
  }

  private filesOf({ files }: Content): readonly FloorFile[] {
    return [...files].map(([to, { path, size }]) => {
      const pieces = this.pieces.get(path);
      return { path, to, size, ...(pieces !== undefined && { pieces }) };
    });
  }
}

function piecesOf({ files }: Content, folder: string): Map<string, readonly string[]> {
  const all = new Map<string, readonly string[]>();
  for (const { path, size } of files.values()) {
    if (size <= SMALL_FILE_BYTES) continue;
    const prefix = join(folder, String(all.size), 'piece-');
    mkdirSync(dirname(prefix), { recursive: true });
    execFileSync('split', ['--suffix-length=4', `--bytes=${PIECE_BYTES}`, path, prefix]);
    const names = readdirSync(dirname(prefix)).filter((name) => name.startsWith(basename(prefix)));
    all.set(
      path,
      names.sort().map((name) => join(dirname(prefix), name)),
    );
  }
  return all;
}

/** Not so much that trying takes long; at least one file. */
function sampleOf(files: readonly FloorFile[]): readonly FloorFile[] {
  const sample: FloorFile[] = [];
  let bytes = 0;
  for (const file of files.slice(0, TRIED_FILES)) {
    if (sample.length > 0 && bytes > TRIED_BYTES) break;
    sample.push(file);
    bytes += file.size;
  }
  return sample;
}
