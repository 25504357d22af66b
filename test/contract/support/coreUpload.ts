import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HashCache } from '../../../src/core/files/hashing/hashCache';
import { parseOrigin, parseRepository } from '../../../src/core/oxen/address';
import { parseBranch } from '../../../src/core/oxen/branchName';
import { OxenServer } from '../../../src/core/oxen/http/client';
import { createDispatcher } from '../../../src/core/oxen/connection/dispatcher';
import { undiciTransport } from '../../../src/core/oxen/connection/undiciTransport';
import type { Decisions } from '../../../src/core/upload/host';
import type { UploadServices } from '../../../src/core/upload/services';
import { HASHING_TIME, upload, type UploadOptions } from '../../../src/core/upload/upload';
import type { Preparation } from '../../../src/core/upload/plan/preparation';
import type { EngineSetting } from '../../../src/core/upload/engines/choice';
import type { Engine } from '../../../src/core/upload/engines/engine';
import { ENGINES } from '../../../src/core/upload/engines/list';
import type { UploadEvent } from '../../../src/core/upload/events';
import { Receipts } from '../../../src/core/upload/receipt/receipts';
import { Journals } from '../../../src/core/upload/journal/journals';
import { NEWEST } from '../../../src/core/upload/journal/openInterrupted';
import { Control } from '../../../src/core/upload/limits/control';
import { SharedLimits } from '../../../src/core/upload/limits/sharedLimits';
import { Turns } from '../../../src/core/upload/limits/turns';
import { Listings } from '../../../src/core/upload/plan/listings';
import { Meter } from '../../../src/core/upload/meter';
import { Suspended } from '../../../src/core/upload/run/interruption';
import type { Receipt } from '../../../src/core/upload/run/receipt';
import { ServerMemory } from '../../../src/core/upload/engines/serverMemory';
import { isRefusal, repoDirectory } from '../../../src/core/repoPath';
import type { TestRepository } from './repository';

const TEXT = { message: 'a test', author: 'Ada', email: 'ada@example.org' };

export interface CoreUpload {
  readonly control: Control;
  readonly limits: SharedLimits;
  readonly meter: Meter;
  readonly events: readonly UploadEvent[];
  readonly receipt: Promise<Receipt>;
  /** Bytes that have left so far. */
  sent(): number;
  cancel(): void;
  /** As a window does that closes. */
  suspend(): void;
}

export interface CoreUploadOptions {
  readonly to: TestRepository;
  readonly paths: readonly string[];
  readonly engine: EngineSetting;
  /** Those that there are. */
  readonly engines?: readonly Engine[];
  /** What is decided about files that failed: nothing is committed. */
  readonly onFailure?: Decisions['onFailure'];
  readonly onConflict?: Decisions['onConflict'];
  /** The question; the answer is yes when it resolves. */
  readonly onReview?: (preparation: Preparation) => Promise<void>;
  /** With others in one process. */
  readonly shared?: Pick<UploadServices, 'turns' | 'receipts'>;
  /** Where its state is kept, and stays. */
  readonly state?: string;
  readonly hashingTime?: number;
  readonly rules?: Pick<UploadOptions, 'excludeGlobs' | 'workspaceFolders'>;
  /** Goes on with the newest interrupted one of the same, and asks nothing. */
  readonly resumes?: boolean;
  /** Whether anybody listens to what it tells. */
  readonly isHeard?: boolean;
}

/** An upload in this process: what the headless command cannot be told while it runs can be done with it. */
export function startCoreUpload({
  to,
  paths,
  engine,
  engines = ENGINES,
  onFailure = () => Promise.resolve('discard'),
  onConflict = () => Promise.resolve({ kind: 'fail' }),
  onReview = () => Promise.resolve(),
  shared,
  state: kept,
  hashingTime = HASHING_TIME,
  rules = {},
  resumes = false,
  isHeard = true,
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
  const work = async (state: string) => {
    const dispatcher = createDispatcher();
    try {
      const { repository } = parseRepository(to.name);
      const directory = repoDirectory('');
      if (isRefusal(directory)) throw new TypeError(directory.reason);
      const target = { origin, repository, branch: parseBranch('main'), directory };
      const outcome = await upload(
        { selection: paths, target, names: undefined },
        {
          services: {
            connect: (origin, gate) =>
              Promise.resolve(
                new OxenServer({ origin, key: to.key, transport: undiciTransport(dispatcher), gate }),
              ),
            hashes: new HashCache(join(state, 'hashes')),
            listings: new Listings(join(state, 'listings')),
            servers: new ServerMemory(join(state, 'servers.json')),
            journals: new Journals(join(state, 'runs')),
            limits,
            turns: new Turns(),
            receipts: new Receipts(join(state, 'receipts')),
            ...shared,
            engines,
          },
          host: {
            async review(preparation) {
              await onReview(preparation);
              return { answer: 'upload', preparation, text: TEXT, lateKeys: 'skip' };
            },
            onUnreadable: () => Promise.resolve('leave out'),
            onFailure,
            onConflict,
          },
          engine,
          symlinks: 'skip',
          useGitignore: false,
          creates: false,
          hashingTime,
          ...rules,
          resumes: resumes ? NEWEST : undefined,
          signal: stop.signal,
          control,
          report: isHeard ? meter.note : () => undefined,
        },
      );
      if (outcome.kind === 'ran') return outcome.receipt;
      throw outcome.kind === 'broke' ? outcome.error : new Error(`The upload ended early: ${outcome.kind}`);
    } finally {
      await dispatcher.destroy();
    }
  };
  const suspend = () => stop.abort(new Suspended('to go on'));
  const state = kept ?? mkdtempSync(join(tmpdir(), 'core-upload-'));
  const receipt = work(state).finally(() =>
    kept === undefined ? rm(state, { recursive: true }) : undefined,
  );
  return { control, limits, meter, events, receipt, sent: () => sent, cancel: () => stop.abort(), suspend };
}
