import type { Replacements } from './variant';

/** A guard of docs/engines.md#guards, how it is taken out of the source, and the cell that must fail then. */
export interface Guard {
  readonly guard: string;
  /** Below src/core. */
  readonly file: string;
  /** Texts of that file, and what stands in their place then. */
  readonly without: Replacements;
  readonly cell: string;
}

const RAW = 'upload/engines/rawChunks.ts';
const PACKS = 'upload/engines/packs.ts';
const STORED = 'upload/engines/stageStored.ts';
const PASS = 'upload/transfer/pass.ts';

export const GUARDS: readonly Guard[] = [
  {
    guard: 'raw, < 0.54: a fresh id for each attempt',
    file: RAW,
    without: {
      'rawVerified ? hash : randomUUID()': 'rawVerified ? hash : hash',
      '${first}` : randomUUID()': '${first}` : first',
    },
    cell: 'raw/stale-chunk/small-0.50.7',
  },
  {
    guard: 'raw, ≥ 0.64: the id is the hash',
    file: RAW,
    without: { 'rawVerified ? hash': 'rawVerified ? randomUUID()' },
    cell: 'raw/none/small-0.65.2',
  },
  {
    guard: 'raw, ≥ 0.64: a stale chunk in the way → another spelling of the hash',
    file: RAW,
    without: { "`${'0'.repeat(randomInt(1, MOST_ZEROS + 1))}${first}`": 'first' },
    cell: 'raw/stale-chunk/small-0.65.2',
  },
  {
    guard: 'raw, < 0.54: a blob that is there is unproven, and read back',
    file: PASS,
    without: { 'await this.stageAll([blob], features.rawVerified);': 'await this.stageAll([blob], true);' },
    cell: 'raw/corrupt-blob/small-0.50.7',
  },
  {
    guard: 'raw: no chunk of a file that has changed',
    file: 'files/fileBody.ts',
    without: { "hasher.digest('hex') !== expected": 'false' },
    cell: 'raw/file-edited-before/small-0.50.7',
  },
  {
    guard: 'small files: none that has changed',
    file: 'files/fileBody.ts',
    without: { '(await hashBytes(bytes)) !== planned.hash': 'false' },
    cell: 'stage-files/file-edited-flipped-bit/small-0.50.7',
  },
  {
    guard: 'small files: their hashes asked for after each batch',
    file: 'upload/engines/stageFiles.ts',
    without: { 'if (missing.size === 0) return files;': 'if (missing.size >= 0) return files;' },
    cell: 'stage-files/flipped-bit/small-0.50.7',
  },
  {
    guard: 'raw: the size on the server afterwards',
    file: RAW,
    without: {
      "return (await isStored(blob, context)) ? undefined : new IntegrityError(t('The server assembled nothing.'));":
        'return undefined;',
    },
    cell: 'raw/swallowed-request/small-0.50.7',
  },
  {
    guard: 'raw, < 0.54: read back before the merge',
    file: RAW,
    without: { 'Promise.resolve(features.rawVerified)': 'Promise.resolve(true)' },
    cell: 'raw/flipped-bit/small-0.50.7',
  },
  {
    guard: 'raw, < 0.54: what is staged counts, when a run is resumed, once it is proven',
    file: PASS,
    without: {
      'if (!paths.has(path)) await (isProven ? this.done : this.toProve).put({ blob, path });':
        'if (!paths.has(path)) { context.recorder.staged([{ blob, path }]); await (isProven ? this.done : this.toProve).put({ blob, path }); }',
    },
    cell: 'raw/corrupt-blob-killed/small-0.50.7',
  },
  {
    guard: 'raw: the last chunk alone',
    file: RAW,
    without: { 'range(last, receivedChunks)': 'range(last + 1, receivedChunks)' },
    cell: 'raw/none/small-0.50.7',
  },
  {
    guard: 'raw: the last chunk not again before a look',
    file: RAW,
    without: { 'if (await becomesStored(blob, context)) return;': '' },
    cell: 'raw/lost-reply-finish/small-0.50.7',
  },
  {
    guard: 'raw, < 0.54: visibility by a tiny blob first',
    file: RAW,
    without: { 'if (!visible.has(context.workspace)) await requireVisibleStore(context);': '' },
    cell: 'raw/s3-store/small-0.50.7',
  },
  {
    guard: 'raw, ≥ 0.64: not for S3',
    file: RAW,
    without: { "(store === 's3'": "(store === 'unknown'" },
    cell: 'raw/s3-store/small-0.65.2',
  },
  {
    guard: 'packs: plain names',
    file: PACKS,
    without: { 'name: blobLocation(blob.hash)': 'name: `./${blobLocation(blob.hash)}`' },
    cell: 'packs/s3-store/small-0.65.2',
  },
  {
    guard: 'packs: no directories',
    file: PACKS,
    without: {
      'tar.entry({ name: blobLocation(blob.hash) }, bytes);':
        "tar.entry({ name: 'versions/files/', type: 'directory' }); tar.entry({ name: blobLocation(blob.hash) }, bytes);",
    },
    cell: 'packs/none/small-0.50.7',
  },
  {
    guard: 'packs: all hashes asked for afterwards',
    file: PACKS,
    without: {
      'tell(missing.has(blob.hash) ? { blob, error } : { blob })': 'tell({ blob })',
    },
    cell: 'packs/swallowed-request/small-0.50.7',
  },
  {
    guard: 'packs, ≥ 0.64: hex digits as id',
    file: 'oxen/blobs/uploadChunkCall.ts',
    without: { "randomBytes(16).toString('hex')": "'a-b-c'" },
    cell: 'packs/none/small-0.65.2',
  },
  {
    guard: 'staging: every planned path is looked for before the commit',
    file: 'upload/transfer/restageOmitted.ts',
    without: {
      'const missing = await omittedFrom(plan, context);':
        'const missing = { ...plan, blobs: plan.blobs.slice(0, 0) };',
    },
    cell: 'liar/stored-unsent/small-0.65.2',
  },
  {
    guard: 'staging, < 0.54: lists below 2 MiB',
    file: 'oxen/staging.ts',
    without: {
      'if (batch.length === ENTRIES_PER_REQUEST || bytes + size > BYTES_PER_REQUEST) {':
        'if (batch.length === Infinity) {',
    },
    cell: 'stage-files/many-long-names/small-0.50.7',
  },
  {
    guard: 'staging, ≥ 0.64: zero bytes by stage-files',
    file: STORED,
    without: { '(versionUploads && size > 0)': '(versionUploads && size >= 0)' },
    cell: 'packs/none/small-0.65.2',
  },
];
