import assert from 'node:assert/strict';
import * as v from 'valibot';
import { HUB, type Origin } from '../../src/core/oxen/address';
import { parseBranch } from '../../src/core/oxen/branchName';
import { OxenServer } from '../../src/core/oxen/http/client';
import { CommitId } from '../../src/core/oxen/ids';
import { featuresOf } from '../../src/core/oxen/server/serverVersion';
import { savedOrder } from '../../src/core/upload/journal/savedOrder';
import type { Preparation } from '../../src/core/upload/plan/preparation';
import { documentOf } from '../../src/core/upload/receipt/document';
import { endingFormOf, endingOf, type UploadEnding } from '../../src/core/upload/process/ending';
import type { Receipt } from '../../src/core/upload/run/receipt';
import type { UploadOutcome } from '../../src/core/upload/upload';
import { isRefusal, repoDirectory, repoPath } from '../../src/core/repoPath';

export const COMMIT = {
  id: v.parse(CommitId, '1a2b3c4d5e'),
  message: 'm',
  author: 'a',
  email: 'e',
  timestamp: '',
};

/** The receipt that is kept of an upload. */
export function keptReceipt() {
  return documentOf({
    id: '1',
    order: savedOrder({ selection: [], target: target(HUB), names: undefined }),
    startedAt: 0,
    preparation: prepared(),
    receipt: receipt(),
    outcome: { blobs: [], found: [], unchanged: [], skipped: [], failed: [] },
  });
}

export function target(origin: Origin) {
  return {
    origin,
    repository: { namespace: 'ox', name: 'cats' },
    branch: parseBranch('main'),
    directory: root(),
  };
}

/** Two new files, prepared. */
export function prepared(rest: Partial<Preparation> = {}): Preparation {
  const server = new OxenServer({
    origin: HUB,
    transport: () => Promise.reject(new Error('no network here')),
  });
  const files = ['a', 'b'].map((path) => ({
    path: checked(path),
    source: '/w/a',
    size: 1000,
    standing: 'new' as const,
    replaces: undefined,
    digest: undefined,
  }));
  return {
    target: {
      ...target(HUB),
      repository: server.repository({ namespace: 'ox', name: 'cats' }),
      features: featuresOf('0.65.2'),
      store: 'local',
    },
    base: undefined,
    seenAt: performance.now(),
    files,
    skipped: [],
    refused: [],
    failed: [],
    warnings: [],
    workingCopies: [],
    secrets: [],
    ...rest,
  };
}

/** A receipt of two files that were committed. */
export function receipt(rest: Partial<Receipt> = {}): Receipt {
  return {
    result: 'committed',
    commit: COMMIT,
    branch: parseBranch('main'),
    files: { uploaded: 2, unchanged: 0, skipped: 0, refused: 0, failed: 0 },
    blobs: [],
    content: 2000,
    bytes: 1000,
    engine: 'stage-files',
    failed: [],
    skipped: [],
    error: undefined,
    ...rest,
  };
}

function root() {
  const directory = repoDirectory('');
  assert.ok(!isRefusal(directory));
  return directory;
}

function checked(text: string) {
  const path = repoPath(text);
  assert.ok(!isRefusal(path));
  return path;
}

/** As the window is told of it by the upload process. */
export function told(outcome: UploadOutcome): UploadEnding {
  const nothing = { failed: new Set<string>(), skippedPaths: new Set<string>() };
  return endingOf(structuredClone(endingFormOf(outcome, nothing)));
}
