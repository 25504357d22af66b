import {
  type Event,
  type Outcome,
  parseEvent,
  type RunningUpload,
  startUpload,
  type UploadOptions,
} from '../contract/support/headless';

/** Nobody waits longer for a tree this small, whatever befalls it. */
const LIMIT_MS = 120_000;

/** The headless command, run for a cell once or twice. */
export class Uploader {
  wasKilled = false;
  /** Told of each event of a run. */
  onEvent: (event: Event) => void = () => undefined;
  private running: RunningUpload | undefined;

  constructor(private readonly options: UploadOptions) {}

  /** @throws when it does not come to an end */
  run(change: Partial<UploadOptions> = {}): Promise<Outcome> {
    this.wasKilled = false;
    const onLine = (line: string) => this.onEvent(parseEvent(line));
    this.running = startUpload({ ...this.options, onLine, ...change });
    return within(LIMIT_MS, this.running);
  }

  /** Runs it once more, to go on with what was interrupted or to begin again. */
  again(change: Partial<UploadOptions> = {}): Promise<Outcome> {
    return this.run({ flags: ['--resume'], ...change });
  }

  /** As with `kill -9`. */
  kill(): void {
    this.wasKilled = true;
    void this.running?.kill();
  }
}

async function within(ms: number, running: RunningUpload): Promise<Outcome> {
  const limit = AbortSignal.timeout(ms);
  const kill = () => void running.kill();
  limit.addEventListener('abort', kill);
  const ended = await running.outcome.finally(() => limit.removeEventListener('abort', kill));
  if (!limit.aborted) return ended;
  throw new Error(`The upload hung for ${ms / 1000} s:\n${ended.stdout.slice(-2000)}`);
}
