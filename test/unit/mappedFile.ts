import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';

const PYTHON = 'python3';

/** Maps a file shared, and writes the byte of each line that comes to its beginning, never with `msync`. */
const WRITER = `
import mmap, sys
with open(sys.argv[1], 'r+b') as file:
    view = mmap.mmap(file.fileno(), 0)
for line in sys.stdin:
    view[0:1] = line[0:1].encode()
    print('written', flush=True)
`;

/** What keeps a test from mapping files; Node cannot. */
export function whyNoMapping(): string | undefined {
  if (process.platform !== 'linux') return 'tells of Linux only';
  return spawnSync(PYTHON, ['--version']).error === undefined ? undefined : `needs ${PYTHON}`;
}

/** A program that has a file mapped into its memory, and writes to it there. */
export class MappedFile {
  private constructor(
    private readonly child: ChildProcess,
    private readonly lines: Interface,
  ) {}

  static open(path: string): MappedFile {
    const child = spawn(PYTHON, ['-c', WRITER, path], { stdio: ['pipe', 'pipe', 'inherit'] });
    return new MappedFile(child, createInterface({ input: child.stdout }));
  }

  /** Resolves once `byte` is the first one of the file. */
  async write(byte: string): Promise<void> {
    const written = once(this.lines, 'line');
    this.child.stdin?.write(`${byte}\n`);
    await written;
  }

  async close(): Promise<void> {
    const closed = once(this.child, 'close');
    this.child.stdin?.end();
    await closed;
  }
}
