import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import pMap from 'p-map';
import { type RepositoryName, repositoryText } from '../../oxen/address';
import { makePrivateFolder } from '../../files/privateFiles';
import type { ReceiptDocument, ReceiptHead } from './form';
import { openReceipt, writeReceipt } from './receiptFile';

/** How many are kept, and how many bytes of them. */
const MOST = 200;
const MOST_BYTES = 256 * 1024 * 1024;
const READ_AT_ONCE = 8;

/** A receipt that is kept, and where it lies. */
export interface KeptReceipt {
  readonly head: ReceiptHead;
  readonly path: string;
}

export interface Limits {
  readonly most: number;
  readonly mostBytes: number;
}

interface Seen extends KeptReceipt {
  readonly mtimeMs: number;
  readonly size: number;
}

/** The receipts of all runs of this user, a file each: the newest ones. */
export class Receipts {
  /** Heads that were read before, by their files. */
  private readonly seen = new Map<string, Seen>();

  /** @param folder made when needed; nothing else may lie in it. Without one none are kept */
  constructor(
    private readonly folder: string | undefined,
    private readonly limits: Limits = { most: MOST, mostBytes: MOST_BYTES },
  ) {}

  /** Keeps one, and no more than there may be. Of a run that ended twice the second one stays. */
  async keep(document: ReceiptDocument): Promise<void> {
    if (this.folder === undefined) return;
    await makePrivateFolder(this.folder);
    await writeReceipt(this.pathOf(document.head.id, this.folder), document);
    await this.prune();
  }

  /** Newest first; without those that cannot be read. */
  async list(): Promise<readonly KeptReceipt[]> {
    return await this.look();
  }

  /** Those of uploads to a repository, newest first. */
  async to(server: string, repository: RepositoryName): Promise<readonly KeptReceipt[]> {
    const name = repositoryText(repository);
    const all = await this.look();
    return all.filter(({ head: { target } }) => target.server === server && target.repository === name);
  }

  /** The one of a run, if it is kept. */
  async find(id: string): Promise<KeptReceipt | undefined> {
    return (await this.look()).find(({ head }) => head.id === id);
  }

  async remove(id: string): Promise<void> {
    const kept = await this.find(id);
    if (kept !== undefined) await rm(kept.path, { force: true });
  }

  async clear(): Promise<void> {
    for (const { path } of await this.look()) await rm(path, { force: true });
  }

  private pathOf(id: string, folder: string): string {
    return join(folder, `${id}.json`);
  }

  private async prune(): Promise<void> {
    const { most, mostBytes } = this.limits;
    let bytes = 0;
    for (const [index, { path, size }] of (await this.look()).entries()) {
      bytes += size;
      if (index > 0 && (index >= most || bytes > mostBytes)) await rm(path, { force: true });
    }
  }

  private async look(): Promise<readonly Seen[]> {
    const { folder } = this;
    if (folder === undefined) return [];
    const names = await readdir(folder).catch(() => []);
    const found = await pMap(
      names.filter((name) => name.endsWith('.json')),
      (name) => this.lookAt(join(folder, name)),
      { concurrency: READ_AT_ONCE },
    );
    const all = found.filter((one) => one !== undefined);
    this.seen.clear();
    for (const one of all) this.seen.set(one.path, one);
    return all.sort((one, other) => (one.head.endedAt < other.head.endedAt ? 1 : -1));
  }

  private async lookAt(path: string): Promise<Seen | undefined> {
    try {
      const { mtimeMs, size } = await stat(path);
      const known = this.seen.get(path);
      if (known?.mtimeMs === mtimeMs && known.size === size) return known;
      return { head: (await openReceipt(path)).head, path, mtimeMs, size };
    } catch {
      return undefined; // removed meanwhile, or of a newer version
    }
  }
}
