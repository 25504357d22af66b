/** The disk that content is written to. */
export interface Disk {
  isFull(): boolean;
  /** Time of the files that are published now; the machine's own when it is not told. */
  readonly clock?: (() => Date) | undefined;
}

export class DiskFull extends Error {
  constructor() {
    super('No space left on device (os error 28)');
  }
}
