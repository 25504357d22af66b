import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { BlobStore } from '../storage/blobStore';
import type { Disk } from '../storage/disk';
import { readJson, writeJson } from '../storage/jsonFile';
import { ScratchDirectory } from '../storage/scratch';
import { Branches } from './branches';
import { Commits } from './commits';
import { Workspaces } from './workspaces';

export type StorageKind = 'local' | 's3';

const configSchema = v.object({ storageKind: v.picklist(['local', 's3']), uuid: v.string() });

/** One repository with all its state; lies at `<data>/<namespace>/<name>/.oxen`, as in 0.50.7. */
export interface Repository {
  readonly namespace: string;
  readonly name: string;
  readonly storageKind: StorageKind;
  readonly uuid: string;
  /** `.oxen`: what paths of `upload_chunk` are relative to. */
  readonly hiddenDirectory: string;
  readonly scratch: ScratchDirectory;
  readonly blobs: BlobStore;
  readonly commits: Commits;
  readonly branches: Branches;
  readonly workspaces: Workspaces;
}

/** All repositories below the data directory. */
export class Repositories {
  readonly #repositories = new Map<string, Repository>();

  constructor(
    private readonly dataDirectory: string,
    private readonly disk: Disk,
  ) {
    for (const namespace of directoriesIn(dataDirectory)) {
      for (const name of directoriesIn(join(dataDirectory, namespace))) {
        if (existsSync(join(this.#hidden(namespace, name), 'config.json'))) this.#open(namespace, name);
      }
    }
  }

  get(namespace: string, name: string): Repository | undefined {
    return this.#repositories.get(`${namespace}/${name}`);
  }

  namespaces(): string[] {
    return directoriesIn(this.dataDirectory);
  }

  list(namespace: string): Repository[] {
    return [...this.#repositories.values()].filter((repository) => repository.namespace === namespace);
  }

  create(namespace: string, name: string, storageKind: StorageKind): Repository {
    writeJson(join(this.#hidden(namespace, name), 'config.json'), { storageKind, uuid: randomUUID() });
    return this.#open(namespace, name);
  }

  delete({ namespace, name }: Repository): void {
    this.#repositories.delete(`${namespace}/${name}`);
    rmSync(join(this.dataDirectory, namespace, name), { recursive: true, force: true });
  }

  #hidden(namespace: string, name: string): string {
    return join(this.dataDirectory, namespace, name, '.oxen');
  }

  #open(namespace: string, name: string): Repository {
    const hidden = this.#hidden(namespace, name);
    const { storageKind, uuid } = readJson(join(hidden, 'config.json'), configSchema);
    const scratch = new ScratchDirectory(join(hidden, 'tmp', 'scratch'), this.disk);
    // An S3 store is anywhere but where raw `upload_chunk` writes (docs/protocol/upload-chunk.md#stores).
    const blobs = storageKind === 's3' ? join(hidden, 's3') : join(hidden, 'versions', 'files');
    const repository: Repository = {
      namespace,
      name,
      storageKind,
      uuid,
      hiddenDirectory: hidden,
      scratch,
      blobs: new BlobStore(blobs, scratch),
      commits: new Commits(join(hidden, 'commits')),
      branches: new Branches(join(hidden, 'branches.json')),
      workspaces: new Workspaces(join(hidden, 'workspaces')),
    };
    this.#repositories.set(`${namespace}/${name}`, repository);
    return repository;
  }
}

function directoriesIn(path: string): string[] {
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort();
}
