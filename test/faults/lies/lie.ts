import type { Proxy, Taken } from '../../contract/support/proxy';
import type { Version } from '../../contract/support/servers';

/** Something that the server's side says, or does to a connection, that is not so. */
export interface Lie {
  readonly name: string;
  /** Tells it instead of the server's own answers. */
  readonly tell: (proxy: Proxy) => Taken;
  /** How the run has to end; one way or the other, and truly, when not given. */
  readonly ends?: 'well' | 'badly';
  /** What the user has to be told. */
  readonly says?: RegExp;
  /** Of the servers that it is told about; the newest when not given. */
  readonly versions?: readonly Version[];
  /** For `--engine`; `auto` when not given. */
  readonly engine?: string;
  /** A file large enough to be sent in parts is among those that are uploaded. */
  readonly hasLargeFile?: true;
  /** What is printed: events as JSON when not given. */
  readonly output?: 'text';
  /** Instead of {@link KEY}. */
  readonly key?: string;
  /** Of the run, when the design gives it more than {@link USUAL_LIMITS}. */
  readonly limits?: Partial<Limits>;
  /** In every sample: what would be worst to lose unnoticed, of those that take half a minute at most. */
  readonly isCore?: true;
}

export interface Limits {
  readonly ms: number;
  /** Requests to the server's side, all in all. */
  readonly requests: number;
  /** Of the most memory that the command has at any time. */
  readonly bytes: number;
  /** Characters of all that is printed. */
  readonly printed: number;
}

export const USUAL_LIMITS: Limits = {
  ms: 60_000, // twice the patience before anything is accepted
  requests: 150,
  bytes: 400e6,
  printed: 64 * 1024,
};

/** Where silence, or a reply that drips, has to be waited out, and asked once more. */
export const PATIENT: Partial<Limits> = { ms: 200_000 };

/** Each of its spellings differs: escaped in an address, in JSON, and in base64. */
export const KEY = 'S3cret+Key/of=Ada~15';

/** More than goes by the batch, less than two parts. */
export const LARGE_FILE_BYTES = 9 * 1024 * 1024 + 5;
