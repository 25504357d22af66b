import { execFileSync } from 'node:child_process';
import type { Race } from './cases';
import type { Content } from './content/content';
import { requireDownloaded } from './downloaded';
import { SlowLine } from './line';
import type { Run, Series } from './results';
import { type BenchServer, withFolder } from './server';
import type { Job, Uploader } from './uploaders/uploader';

export interface RaceOptions {
  readonly name: string;
  readonly server: BenchServer;
  readonly content: Content;
  readonly uploaders: readonly Uploader[];
  readonly rounds: number;
}

type Step = Series['step'];
type Note = (uploader: Uploader, step: Step, run: Run) => void;

/** The uploaders take turns, and each begins a round: what else the machine does, and the pause before it, hits all of them. */
export async function runRace(race: Race, options: RaceOptions): Promise<readonly Series[]> {
  const { name, server, content, uploaders, rounds } = options;
  const { files, bytes } = content;
  const all = new Map<string, Omit<Series, 'runs'> & { runs: Run[] }>();
  const note: Note = (uploader, step, run) => {
    const key = `${step} ${uploader.name}`;
    const known = all.get(key);
    if (known !== undefined) known.runs.push(run);
    else
      all.set(key, {
        ...{ server: server.version, case: name, title: race.title, step, uploader: uploader.name },
        ...{ files: files.size, bytes, runs: [run] },
        ...(race.line !== undefined && { lineSeconds: bytes / race.line.bytesPerSecond }),
      });
    const figures = `${run.seconds.toFixed(1)} s, CPU ${run.cpuSeconds.toFixed(1)} s`;
    console.log(`  ${race.title}, ${step}: ${uploader.title} ${figures}`);
  };
  // Before anything else, so that the first upload does not come after a pause either.
  if ((race.follows ?? []).length > 0) await content.rested();
  await withFolder(async (folder) => {
    for (const uploader of uploaders)
      await uploader.prepare?.({
        content,
        folder,
        withRepository: (use) => server.withRepository(use, files.size),
      });
    const turns = Math.min(rounds, race.rounds ?? rounds);
    for (let round = 0; round < turns; round++) {
      const first = round % uploaders.length;
      for (const uploader of [...uploaders.slice(first), ...uploaders.slice(0, first)])
        await turn(race, uploader, { ...options, round, note });
    }
  });
  return [...all.values()];
}

type Turn = RaceOptions & { readonly round: number; readonly note: Note };

/** Into a repository and with a memory of its own: nothing is known yet. */
async function turn(race: Race, uploader: Uploader, options: Turn): Promise<void> {
  const { server, content } = options;
  await withFolder((state) =>
    server.withRepository(
      (repository) => upload(race, uploader, { ...options, state, repository }),
      content.files.size,
    ),
  );
}

type Place = Pick<Job, 'repository' | 'state'>;

async function upload(
  { line, follows = [] }: Race,
  uploader: Uploader,
  { server, content, round, note, repository, state }: Turn & Place,
): Promise<void> {
  const isOurs = uploader.name === 'ours' || uploader.name === 'before';
  const slow = line && (await SlowLine.start(server.origin, line));
  const run = async (step: Step) => {
    const by = slow === undefined ? repository : repository.by(slow.origin);
    note(uploader, step, await measured(server, uploader, { content, repository: by, state }));
    if (step !== 'again') await requireDownloaded(repository, content, uploader.landing);
  };
  try {
    if (isOurs && follows.length > 0) await content.rested();
    content.warm();
    await run('first');
    for (const step of isOurs ? follows : []) {
      if (step === 'changed') await content.changeSome(round);
      await run(step);
    }
  } finally {
    await slow?.close();
  }
}

async function measured(server: BenchServer, uploader: Uploader, job: Job): Promise<Run> {
  execFileSync('sync'); // what others have written is not to be paid by this one
  const [cpuSeconds, writtenBytes] = [server.cpuSeconds(), server.writtenBytes()];
  const run = await uploader.upload(job);
  return {
    ...run,
    serverCpuSeconds: server.cpuSeconds() - cpuSeconds,
    serverWrittenBytes: server.writtenBytes() - writtenBytes,
  };
}
