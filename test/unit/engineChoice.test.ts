import assert from 'node:assert/strict';
import { contentHash } from '../../src/core/contentHash';
import { featuresOf } from '../../src/core/oxen/server/serverVersion';
import {
  type Choice,
  type EngineSetting,
  enginesFor,
  SLOW_SPEED,
} from '../../src/core/upload/engines/choice';
import { ENGINES } from '../../src/core/upload/engines/list';
import type { PlannedBlob } from '../../src/core/upload/plan/plan';
import { UserError } from '../../src/core/userError';

const GB = 1_000_000_000;

interface Case {
  readonly engine?: EngineSetting;
  readonly version: string;
  readonly store?: Choice['store'];
  readonly size?: number;
  readonly speed?: number;
}

function engines({ engine = 'auto', version, store = 'unknown', size = GB, speed = SLOW_SPEED }: Case) {
  const blob: PlannedBlob = {
    hash: contentHash('ab'),
    size,
    chunks: [],
    source: '/home/ada/big.bin',
    destinations: [],
  };
  const situation = { store, features: featuresOf(version), speed };
  return enginesFor(blob, { engines: ENGINES, engine }, situation).map(({ name }) => name);
}

describe('the engine of a large file', () => {
  for (const version of ['0.50.7', '0.53.4']) {
    it(`is version-chunks on ${version}, since raw chunks are not checked there`, () => {
      assert.deepEqual(engines({ version }), ['version-chunks', 'upload-chunk']);
    });
  }

  for (const version of ['0.54.0', '0.58.1', '0.63.0']) {
    it(`is version-chunks on ${version}, and nothing else can do it`, () => {
      assert.deepEqual(engines({ version, store: 'local' }), ['version-chunks']);
    });
  }

  it('is a session on a local store, when it takes less than twelve seconds', () => {
    const version = '0.64.0';
    const quick = engines({ version, store: 'local', size: 12 * SLOW_SPEED - 1 });
    assert.deepEqual(quick, ['version-uploads', 'upload-chunk', 'version-chunks']);
    const slow = engines({ version, store: 'local', size: 12 * SLOW_SPEED });
    assert.deepEqual(slow, ['upload-chunk', 'version-uploads', 'version-chunks']);
    assert.equal(engines({ version, store: 'local', size: 10 * GB, speed: 2 * GB })[0], 'version-uploads');
    assert.equal(
      engines({ version, store: 'local', size: 120_000_000, speed: 5_000_000 })[0],
      'upload-chunk',
    );
  });

  for (const size of [GB, 40 * GB]) {
    it(`is a session on S3, however long ${size / GB} GB take`, () => {
      assert.deepEqual(engines({ version: '0.65.2', store: 's3', size }), [
        'version-uploads',
        'version-chunks',
      ]);
    });
  }

  it('is only a session on S3 above what that joins of chunks', () => {
    assert.deepEqual(engines({ version: '0.65.2', store: 's3', size: 60 * GB }), ['version-uploads']);
  });

  it('is a session on a store that is not told, and raw chunks are tried there before version-chunks', () => {
    assert.deepEqual(engines({ version: '0.65.2', size: 40 * GB }), [
      'version-uploads',
      'upload-chunk',
      'version-chunks',
    ]);
  });

  for (const [engine, version, store] of [
    ['upload-chunk', '0.50.7', 'unknown'],
    ['upload-chunk', '0.64.0', 'local'],
    ['version-chunks', '0.65.2', 'local'],
    ['version-chunks', '0.58.1', 's3'],
    ['version-uploads', '0.65.2', 'local'],
  ] as const) {
    it(`is the chosen one alone: ${engine} on ${version}`, () => {
      assert.deepEqual(engines({ engine, version, store }), [engine]);
    });
  }

  for (const [engine, version, store, reason] of [
    ['stage-files', '0.65.2', 'local', /too large for the engine stage-files/],
    ['upload-chunk', '0.58.1', 'local', /cannot commit what upload-chunk sends/],
    ['upload-chunk', '0.65.2', 's3', /which that engine cannot reach/],
    ['version-uploads', '0.63.0', 'local', /requires server version 0\.64 or later; this one is 0\.63\.0/],
    ['version-chunks', '0.65.2', 's3', /too large for the engine version-chunks/],
  ] as const) {
    it(`cannot be ${engine} on ${version} (${store}): that is said, with another way`, () => {
      assert.throws(
        () => engines({ engine, version, store, size: 60 * GB }),
        (error) =>
          error instanceof UserError &&
          reason.test(error.message) &&
          error.advice?.includes('Set oxen.engine (--engine) to “auto”') === true,
      );
    });
  }
});
