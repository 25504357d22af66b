/** The disk that content is written to. */
export interface Disk {
  isFull(): boolean;
}

export class DiskFull extends Error {
  constructor() {
    super('No space left on device (os error 28)');
  }
}
