/** What the floor's process is to do, as it reads it from a file. */
export interface FloorPlan {
  readonly origin: string;
  /** `NS/NAME` */
  readonly repository: string;
  readonly key: string;
  readonly large: 'chunks' | 'sessions';
  readonly files: readonly FloorFile[];
  readonly pace: Pace;
}

export interface FloorFile {
  readonly path: string;
  /** Where it goes in the repository. */
  readonly to: string;
  readonly size: number;
  /** The same bytes in files of {@link PIECE_BYTES}; only of a large one. */
  readonly pieces?: readonly string[];
}

export interface Pace {
  /** Processes of curl. */
  readonly parallel: number;
  /** Small files in one request, at most. */
  readonly batch: number;
}

export const PIECE_BYTES = 10 * 1024 * 1024;
/** Above it a file travels in pieces, as with ours. */
export const SMALL_FILE_BYTES = 8 * 1024 * 1024;
