import type { ProxiedCall } from '../contract/support/proxiedCall';
import type { Version } from '../contract/support/servers';

const MiB = 1024 * 1024;

/** Requests of one kind, as the proxy sees them. */
export interface Requests {
  readonly method: string;
  readonly path: RegExp;
  readonly isMeant?: (call: ProxiedCall) => boolean;
  /** How many of them pass first; none unless given. */
  readonly skipped?: number;
}

export interface Engine {
  readonly name: string;
  /** For `--engine`. */
  readonly setting: string;
  readonly versions: readonly Version[];
  /** Of the tree that it uploads: one file for several chunks, or many small ones for several requests. */
  readonly sizes: 'one large' | 'all small';
  /**
   * Requests that carry content, one of which a fault strikes; the last chunk or part is not among them. In the middle
   * of the first there is content of one file, as it is.
   */
  readonly data: readonly [Requests, ...Requests[]];
  /** The request that makes stored or staged files of them; `undefined` where content is staged as it comes. */
  readonly finish: (version: Version) => Requests | undefined;
}

const BOTH_ENDS: readonly Version[] = ['0.50.7', '0.65.2'];
const EVERY: readonly Version[] = ['0.50.7', '0.58.1', '0.65.2'];

const isRaw = ({ query }: ProxiedCall) =>
  query.get('is_compressed') === 'false' && Number(query.get('total_size')) > MiB;
const rawChunk = (number: number): Requests => ({
  method: 'POST',
  path: /\/upload_chunk$/,
  isMeant: (call) => isRaw(call) && call.query.get('chunk_num') === String(number),
});
const versionChunk = (offset: number): Requests => ({
  method: 'PUT',
  path: /\/chunks$/,
  isMeant: ({ query }) => query.get('offset') === String(offset),
});
const part = (number: number): Requests => ({ method: 'PUT', path: new RegExp(`/parts/${number}$`) });

/** By their length: which of them comes first is not the same in each run. */
const LARGE_BATCH: Requests = { method: 'POST', path: /\/files\/$/, isMeant: ({ length }) => length > MiB };
const SMALL_BATCH: Requests = { ...LARGE_BATCH, isMeant: ({ length }) => length <= MiB };
const PACK: Requests = { method: 'POST', path: /\/upload_chunk$/ };

/** Not the question whether there is this route, which names no file. */
const BEGIN: Requests = {
  method: 'POST',
  path: /\/versions\/uploads$/,
  isMeant: ({ length }) => length > '{"hash":"0","size":0}'.length,
};

/** What stages content that the server has: equal files at a second path, and all of what is only stored at first. */
export function staging(version: Version): Requests | undefined {
  if (version === '0.50.7') return { method: 'POST', path: /\/workspaces\/[^/]+\/versions\/$/ };
  return version === '0.65.2' ? BEGIN : undefined;
}

export const ENGINES: readonly Engine[] = [
  {
    name: 'stage-files',
    setting: 'stage-files',
    versions: EVERY,
    sizes: 'all small',
    data: [LARGE_BATCH, SMALL_BATCH],
    finish: staging,
  },
  {
    name: 'packs',
    setting: 'upload-chunk',
    versions: BOTH_ENDS,
    sizes: 'all small',
    data: [PACK, { ...PACK, skipped: 1 }],
    finish: staging,
  },
  {
    name: 'raw',
    setting: 'upload-chunk',
    versions: BOTH_ENDS,
    sizes: 'one large',
    data: [rawChunk(0), rawChunk(1)],
    finish: () => rawChunk(2),
  },
  {
    name: 'version-chunks',
    setting: 'version-chunks',
    versions: EVERY,
    sizes: 'one large',
    data: [versionChunk(0), versionChunk(10 * MiB), versionChunk(20 * MiB)],
    finish: () => ({ method: 'POST', path: /\/complete$/ }),
  },
  {
    name: 'version-uploads',
    setting: 'version-uploads',
    versions: ['0.65.2'],
    sizes: 'one large',
    data: [part(1), part(2)],
    finish: () => part(3),
  },
];

/** One engine for small files and one for large ones, which every server has: for what is the same with all. */
export function standsForAll({ name }: Engine): boolean {
  return name === 'stage-files' || name === 'version-chunks';
}
