import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UploadOptions } from '../contract/support/headless';
import { Proxy } from '../contract/support/proxy';
import type { TestRepository } from '../contract/support/repository';
import { createRepository } from '../contract/support/servers';
import { commitFiles } from '../contract/support/someoneElse';
import type { Engine } from './engines';
import type { Random } from './random';
import type { FaultyServer } from './servers';
import { BASE, writeTree } from './tree';
import { Uploader } from './uploader';

/** All that a cell is played with, fresh for each. */
export interface Scene {
  readonly engine: Engine;
  readonly random: Random;
  readonly server: FaultyServer;
  /** Reached directly, not by way of the proxy. */
  readonly repository: TestRepository;
  /** Stands between the uploader and the server. */
  readonly proxy: Proxy;
  /** Holds the tree `d` that is uploaded, and what else a cell needs. */
  readonly scratch: string;
  readonly tree: string;
  readonly uploader: Uploader;
  /** As the uploader's, for those that run another one. */
  readonly upload: UploadOptions;
  close(): Promise<void>;
}

let repositories = 0;

export async function setScene(engine: Engine, server: FaultyServer, random: Random): Promise<Scene> {
  const repository = await createRepository(server, `faults/repository-${++repositories}`);
  await commitFiles(repository, BASE);
  const scratch = await realpath(await mkdtemp(join(tmpdir(), 'oxen-fault-')));
  const tree = join(scratch, 'd');
  await writeTree(tree, engine);
  const proxy = await Proxy.start(server.origin);
  const upload: UploadOptions = {
    to: repository.by(proxy.origin),
    paths: [tree],
    engine: engine.setting,
    env: { XDG_STATE_HOME: join(scratch, 'state') },
  };
  return {
    ...{ engine, random, server, repository, proxy, scratch, tree, upload },
    uploader: new Uploader(upload),
    async close() {
      await rm(scratch, { recursive: true, force: true });
      await repository.delete(); // the disk of hundreds of cells
      await proxy.close();
    },
  };
}
