import { open, rm, type FileHandle } from 'node:fs/promises';
import { Refusal, badRequest, described, tooManyRequests } from '../http/reply';
import { BodyAborted } from '../http/requestBody';
import { createContentHasher, type ContentHasher } from '../storage/contentHash';
import type { PartGeometry } from './partGeometry';
import type { Repository } from './repository';

const READ_BYTES = 1024 * 1024;

export interface UploadTarget {
  readonly repository: Repository;
  readonly hash: string;
  readonly size: number;
  readonly destination: { readonly workspaceId: string; readonly path: string } | undefined;
}

/**
 * One upload of numbered parts into a sparse file, hashed in order while they come in any order.
 *
 * @see docs/protocol/version-uploads.md
 */
export class UploadSession {
  readonly #parts = new Map<number, 'receiving' | 'stored'>();
  #firstUnhashed = 1;
  #isHashing = false;
  #lastActivity = Date.now();

  private constructor(
    readonly id: string,
    readonly target: UploadTarget,
    readonly geometry: PartGeometry,
    readonly scratchPath: string,
    private readonly file: FileHandle,
    private readonly hasher: ContentHasher,
  ) {}

  static async open(id: string, target: UploadTarget, geometry: PartGeometry): Promise<UploadSession> {
    const scratchPath = target.repository.scratch.newPath();
    const file = await open(scratchPath, 'w+');
    await file.truncate(target.size);
    return new UploadSession(id, target, geometry, scratchPath, file, await createContentHasher());
  }

  /** A part on its way, however slow, keeps the upload alive; one that was received already does not. */
  idleSince(): number | undefined {
    const isBusy = this.#isHashing || [...this.#parts.values()].includes('receiving');
    return isBusy ? undefined : this.#lastActivity;
  }

  /**
   * Takes one part; true when the whole file is hashed after it.
   *
   * A part that comes while another request hashes is left to that one, so it may be the reply to an earlier part that
   * says so (liboxen 0.65.2 repositories/versions/uploads.rs, `ReceivingPart::store`).
   */
  async receive(number: number, body: AsyncIterable<Buffer>): Promise<boolean> {
    if (!this.#admit(number)) return false;

    this.#parts.set(number, 'receiving');
    try {
      await this.#write(number, body);
    } catch (error) {
      this.#parts.delete(number);
      throw error;
    } finally {
      this.#lastActivity = Date.now();
    }
    this.#parts.set(number, 'stored');
    if (this.#isHashing) return false;
    await this.#hashStored();
    return this.#firstUnhashed > this.geometry.numParts;
  }

  contentHash(): string {
    return this.hasher.digest();
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  async discard(): Promise<void> {
    await this.file.close().catch(() => undefined);
    await rm(this.scratchPath, { force: true });
  }

  /** Decides before the body is read, as the real one does; false when there is nothing to do. */
  #admit(number: number): boolean {
    const { numParts, partWindow } = this.geometry;
    if (number < 1 || number > numParts) {
      throw this.#refused(`part ${number} is not between 1 and ${numParts}`);
    }
    const state = this.#parts.get(number);
    if (state === 'stored') {
      if (this.#storedCount() === numParts) throw this.#deferred(number, 'the upload is completing');
      return false;
    }
    if (state === 'receiving') throw this.#deferred(number, 'an earlier copy of it is still being stored');
    if (number - this.#firstUnhashed >= partWindow) {
      const reason = `the upload accepts ${partWindow} parts at once, starting at part ${this.#firstUnhashed}`;
      throw this.#deferred(number, reason);
    }
    return true;
  }

  async #write(number: number, body: AsyncIterable<Buffer>): Promise<void> {
    const { start, length } = this.#range(number);
    let received = 0;
    try {
      for await (const chunk of body) {
        if (received + chunk.length > length) {
          throw this.#refused(`part ${number} is longer than ${length} bytes`);
        }
        this.target.repository.scratch.requireRoom();
        await this.file.write(chunk, 0, chunk.length, start + received);
        received += chunk.length;
      }
    } catch (error) {
      if (error instanceof BodyAborted) throw new Refusal(badRequest('The request body was broken off'));
      throw error;
    }
    if (received < length) throw this.#refused(`part ${number} is ${received} bytes, not ${length}`);
  }

  async #hashStored(): Promise<void> {
    this.#isHashing = true;
    const buffer = Buffer.alloc(READ_BYTES);
    while (this.#parts.get(this.#firstUnhashed) === 'stored') {
      const { start, length } = this.#range(this.#firstUnhashed);
      for (let done = 0; done < length;) {
        const { bytesRead } = await this.file.read(
          buffer,
          0,
          Math.min(READ_BYTES, length - done),
          start + done,
        );
        this.hasher.update(buffer.subarray(0, bytesRead));
        done += bytesRead;
      }
      this.#firstUnhashed += 1;
    }
    // In the same turn as the last look at the parts: the next one to come hashes itself.
    this.#isHashing = false;
  }

  #range(number: number): { readonly start: number; readonly length: number } {
    const start = (number - 1) * this.geometry.partSize;
    return { start, length: Math.min(this.geometry.partSize, this.target.size - start) };
  }

  #storedCount(): number {
    return [...this.#parts.values()].filter((state) => state === 'stored').length;
  }

  #refused(reason: string): Refusal {
    return new Refusal(described(400, `Version upload refused: ${reason} (upload ${this.id})`));
  }

  #deferred(number: number, reason: string): Refusal {
    const detail = `Part ${number} of version upload ${this.id} cannot be stored yet: ${reason}`;
    return new Refusal(
      tooManyRequests({ type: 'upload_part_deferred', title: 'Part cannot be stored yet', detail }),
    );
  }
}
