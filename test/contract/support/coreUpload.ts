import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HashCache } from '../../../src/core/files/hashCache';
import { parseOrigin, parseRepository } from '../../../src/core/oxen/address';
import { parseBranch } from '../../../src/core/oxen/branchName';
import { OxenServer } from '../../../src/core/oxen/http/client';
import { createDispatcher } from '../../../src/core/oxen/connection/dispatcher';
import { undiciTransport } from '../../../src/core/oxen/connection/undiciTransport';
import type { Decisions } from '../../../src/core/upload/decisions';
import type { EngineSetting } from '../../../src/core/upload/engines/choice';
import type { UploadEvent } from '../../../src/core/upload/events';
import { Journals } from '../../../src/core/upload/journal/journals';
import { Control } from '../../../src/core/upload/limits/control';
import { RunThrottle } from '../../../src/core/upload/limits/runThrottle';
import { SharedLimits } from '../../../src/core/upload/limits/sharedLimits';
import { Listings } from '../../../src/core/upload/plan/listings';
import { Meter } from '../../../src/core/upload/meter';
import { openTarget } from '../../../src/core/upload/plan/openTarget';
import { prepare } from '../../../src/core/upload/plan/prepare';
import type { Receipt } from '../../../src/core/upload/run/receipt';
import { run } from '../../../src/core/upload/run/run';
import { ServerMemory } from '../../../src/core/upload/engines/serverMemory';
import { isRefusal, repoDirectory } from '../../../src/core/repoPath';
import type { TestRepository } from './repository';

export interface CoreUpload {
  readonly control: Control;
  readonly limits: SharedLimits;
  readonly meter: Meter;
  readonly events: readonly UploadEvent[];
  readonly receipt: Promise<Receipt>;
  /** Bytes that have left so far. */
  sent(): number;
  cancel(): void;
}

export interface CoreUploadOptions {
  readonly to: TestRepository;
  readonly paths: readonly string[];
  readonly engine: EngineSetting;
  /** What is decided about files that failed: nothing is committed. */
  readonly onFailure?: Decisions['onFailure'];
  /** Paths in the repository of secrets that may go. */
  readonly secrets?: readonly string[];
}

/** An upload in this process: what the headless command cannot be told while it runs can be done with it. */
export function startCoreUpload({
  to,
  paths,
  engine,
  onFailure = () => Promise.resolve('discard'),
  secrets = [],
}: CoreUploadOptions): CoreUpload {
  const origin = parseOrigin(to.origin);
  const [control, limits, meter, stop] = [
    new Control(),
    new SharedLimits(),
    new Meter(),
    new AbortController(),
  ];
  const events: UploadEvent[] = [];
  let sent = 0;
  meter.listen((_, event) => {
    events.push(event);
    if (event.type === 'sent') sent += event.bytes;
  });
  const throttle = new RunThrottle({ origin, control, limits, report: meter.note });

  const work = async (state: string) => {
    const dispatcher = createDispatcher();
    try {
      const { signal } = stop;
      const server = new OxenServer({
        origin,
        key: to.key,
        transport: undiciTransport(dispatcher),
        gate: throttle,
      });
      const { repository } = parseRepository(to.name);
      const branch = parseBranch('main');
      const directory = repoDirectory('');
      if (isRefusal(directory)) throw new TypeError(directory.reason);
      const target = await openTarget({ server, repository, branch, directory }, signal);
      const hashes = new HashCache(join(state, 'hashes'));
      const listings = new Listings(join(state, 'listings'));
      const request = { selection: paths, target, symlinks: 'skip', useGitignore: false } as const;
      const preparation = await prepare(request, { signal, report: meter.note, hashes, listings });
      return await run(preparation, {
        engine,
        servers: new ServerMemory(join(state, 'servers.json')),
        text: { message: 'a test', author: 'Ada', email: 'ada@example.org' },
        decisions: {
          onFailure,
          onConflict: () => Promise.resolve({ kind: 'fail' }),
        },
        digest: hashes.digest,
        listings,
        journals: new Journals(join(state, 'runs')),
        order: {
          origin,
          repository: to.name,
          branch,
          directory,
          selection: [...paths],
          secrets: [...secrets],
        },
        resumed: undefined,
        signal,
        report: meter.note,
        throttle,
      });
    } finally {
      await dispatcher.destroy();
    }
  };
  const state = mkdtempSync(join(tmpdir(), 'core-upload-'));
  const receipt = work(state).finally(() => rm(state, { recursive: true }));
  return { control, limits, meter, events, receipt, sent: () => sent, cancel: () => stop.abort() };
}
