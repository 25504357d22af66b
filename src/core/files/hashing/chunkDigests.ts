import type { IHasher } from 'hash-wasm';

/** Hashes a content chunk by chunk while its bytes pass by in pieces of any length. */
export class ChunkDigests {
  private readonly finished: string[] = [];
  private filled = 0;

  constructor(
    private readonly hasher: IHasher,
    private readonly chunkBytes: number,
  ) {}

  update(piece: Uint8Array): void {
    for (let rest = piece; rest.length > 0;) {
      const part = rest.subarray(0, this.chunkBytes - this.filled);
      if (this.filled === 0) this.hasher.init();
      this.hasher.update(part);
      this.filled += part.length;
      if (this.filled === this.chunkBytes) this.finishChunk();
      rest = rest.subarray(part.length);
    }
  }

  /** Hex of every chunk; the last one may be shorter. */
  digests(): readonly string[] {
    if (this.filled > 0) this.finishChunk();
    return this.finished;
  }

  private finishChunk(): void {
    this.finished.push(this.hasher.digest('hex'));
    this.filled = 0;
  }
}
