/** How an upload is cut: the server's choice, never the client's (docs/protocol/version-uploads.md#beginning). */
export interface PartGeometry {
  readonly partSize: number;
  readonly numParts: number;
  /** How far the parts may run ahead of what is hashed. */
  readonly partWindow: number;
}

const MAX_PARTS = 10_000;
const WINDOW_BYTES = 1024 ** 3;

export function partGeometry(size: number, segmentBytes: number): PartGeometry {
  const partSize = Math.max(segmentBytes, Math.ceil(size / MAX_PARTS));
  return {
    partSize,
    numParts: Math.ceil(size / partSize),
    partWindow: Math.max(1, Math.floor(WINDOW_BYTES / partSize)),
  };
}
