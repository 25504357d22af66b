/** One regular file found in a selection. */
export interface LocalFile {
  /** Absolute path on this machine. */
  readonly path: string;
  /** Where it lands below the target's directory, `/`-separated: like `cp -r`. Not yet checked. */
  readonly name: string;
  /** Bytes, as the scan saw them. */
  readonly size: number;
}

/** Something of the selection that is not uploaded, and why. */
export interface SkippedFile {
  readonly path: string;
  readonly reason: 'symlink' | 'ignored' | 'special';
}
