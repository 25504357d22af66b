/** What a request got done: content that the server accepted. */
export interface Load {
  readonly files: number;
  readonly bytes: number;
}

/**
 * A small file costs a server as much as so many bytes, however small it is
 * (docs/protocol/measured.md#small-files-cost-by-their-number: by files, not by bytes).
 */
const FILE_WEIGHT = 20 * 1024;

/** A load as one number, in bytes. */
export function weightOf({ files, bytes }: Load): number {
  return bytes + files * FILE_WEIGHT;
}
