/** One regular file found in a selection. */
export interface LocalFile {
  /** Absolute path on this machine, without a followed link in its last part: it is opened as it is. */
  readonly path: string;
  /** Where it lands below the target's directory, `/`-separated: like `cp -r`. Not yet checked. */
  readonly name: string;
  /** Bytes, as the scan saw them. */
  readonly size: number;
}

/** Why something of the selection is not uploaded, as a part of a sentence. */
export const SKIP_REASONS = {
  ignored: 'it is ignored by .oxenignore',
  gitignored: 'it is ignored by .gitignore',
  'own-state': 'it is where Oxen Upload keeps its own state',
  special: 'it is not a regular file',
  symlink: 'it is a symbolic link, and those are not followed',
  'symlink-outside': 'it is a symbolic link to something that is not part of the selected folder',
  'symlink-loop': 'it is a symbolic link to a folder that it lies in',
  left: 'somebody else has changed it on the branch, and it was decided to leave it to them',
  'secret-name': 'it looks like a secret by its name',
  'private-key': 'it looks like a private key',
  'symlink-dangling': 'it is a symbolic link to something that does not exist',
} as const;

export type SkipReason = keyof typeof SKIP_REASONS;

/** Something of the selection that is not uploaded, and why. */
export interface SkippedFile {
  readonly path: string;
  readonly reason: SkipReason;
}
