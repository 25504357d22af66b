import { useTempFolder, writeFiles } from '../../unit/tempFolder';
import { type Outcome, type RunningUpload, startUpload } from './headless';
import { achievementsOnDisk } from './journals';
import { type Proxy, useProxy } from './proxy';
import type { TestRepository } from './repository';
import { seededBytes } from './seededTree';
import type { Bench } from './servers';

const MiB = 1024 * 1024;
export const SMALL_FILES = 450;

/** Uploads of the folder `d` by way of a proxy, which end before their time and are resumed. */
export interface Interruptions {
  readonly folder: (name: string) => string;
  readonly proxy: Proxy;
  readonly repository: TestRepository;
  /** What is uploaded. */
  readonly paths: readonly string[];
  readonly state: { readonly XDG_STATE_HOME: string };
  readonly start: (flags?: readonly string[], engine?: string) => RunningUpload;
  readonly resume: (engine?: string) => Promise<Outcome>;
  readonly writeSmallFiles: () => Promise<void>;
  /** Lets `count` such requests pass, and kills the upload when it has noted that. */
  readonly killAfter: (count: number, method: string, path: RegExp, engine?: string) => Promise<void>;
  /** Kills the upload when the server has committed, and before it hears of that. */
  readonly killAtCommit: () => Promise<void>;
}

export function useInterruptions(bench: Bench): () => Interruptions {
  const folder = useTempFolder();
  const proxyTo = useProxy();
  let current: Interruptions;

  beforeEach(async () => {
    const repository = await bench.repository();
    const proxy = await proxyTo(bench.server().origin);
    const paths = [folder('d')];
    const state = { XDG_STATE_HOME: folder('state') };
    const start = (flags: readonly string[] = [], engine = 'auto') =>
      startUpload({ to: repository.by(proxy.origin), paths, flags, engine, env: state });
    const kill = async (run: RunningUpload) => {
      await run.kill();
      await run.outcome.catch(() => undefined);
      proxy.forget();
    };
    current = {
      ...{ folder, proxy, repository, paths, state, start },
      resume: (engine) => start(['--resume'], engine).outcome,
      async writeSmallFiles() {
        const names = Array.from({ length: SMALL_FILES }, (_, index) => folder(`d/${index}.bin`));
        await writeFiles(Object.fromEntries(names.map((path, seed) => [path, seededBytes(seed, 1000)])));
      },
      async killAfter(count, method, path, engine) {
        let left = count;
        proxy.on(method, path, async (call) => {
          const isProbe = call.path.endsWith('/upload_chunk') && Number(call.query.get('total_size')) < MiB;
          if (isProbe || left-- > 0) await call.pass();
          else await call.body(); // and no answer
        });
        const run = start([], engine);
        await achievementsOnDisk(state.XDG_STATE_HOME, count);
        await kill(run);
      },
      async killAtCommit() {
        const run = start();
        await new Promise<void>((reached) => {
          proxy.on('POST', /\/merge\/main$/, async (call) => {
            await call.forward();
            reached();
          });
        });
        await kill(run);
      },
    };
  });
  return () => current;
}
