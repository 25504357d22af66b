import { mkdirSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { featuresOf, type Features, type ServerVersion } from './features';
import { createListener, type SeenRequest } from './http/listener';
import { createPacer } from './http/pacer';
import { Repositories, type Repository, type StorageKind } from './model/repository';
import { UploadSessions } from './model/uploadSessions';
import { routesOf } from './routes';

export type { Features, ServerVersion } from './features';
export type { SeenRequest } from './http/listener';
export type { Repository } from './model/repository';

export interface OxenServerOptions {
  /** The version that is played; 0.65.2 unless told otherwise. */
  readonly version?: ServerVersion;
  /** Single switches set otherwise than the version has them. */
  readonly features?: Partial<Features>;
  /** When given, every request needs one of them as bearer key: `-a` below 0.59, a proxy later. */
  readonly keys?: readonly string[];
  /** Kept when the server closes, and read again by the next one; without it a temporary one is made and removed. */
  readonly dataDirectory?: string;
  readonly port?: number;
  /** `s3` plays a server whose new repositories lie in a bucket. */
  readonly storageKind?: StorageKind;
  /** The speed of the line that all request bodies come in by. */
  readonly bytesPerSecond?: number;
  /** `OXEN_STREAM_SEGMENT_SIZE` of the real one: the smallest part of an upload session, 10 MiB. */
  readonly segmentBytes?: number;
  /** Whether there is no room for content just now. */
  readonly isDiskFull?: () => boolean;
  /** Time that content gets when it is stored; the machine's own when it is not told. */
  readonly diskClock?: () => Date;
}

export interface RunningOxenServer {
  readonly origin: string;
  readonly features: Features;
  readonly dataDirectory: string;
  /** All requests so far, in the order they were answered. */
  readonly requests: readonly SeenRequest[];
  /** Makes an empty repository, as `POST /api/repos` would. */
  createRepository(namespace: string, name: string): Repository;
  repository(namespace: string, name: string): Repository | undefined;
  /** Drops all upload sessions, as if they had been silent for too long. */
  dropUploads(): Promise<void>;
  close(): Promise<void>;
}

const DEFAULT_SEGMENT_BYTES = 10 * 1024 * 1024;

/** Starts the project's own small Oxen server on loopback. */
export async function startOxenServer(options: OxenServerOptions = {}): Promise<RunningOxenServer> {
  const features = {
    ...featuresOf(options.version ?? '0.65.2'),
    ...options.features,
    auth: options.keys !== undefined,
  };
  const dataDirectory = options.dataDirectory ?? mkdtempSync(join(tmpdir(), 'oxen-server-'));
  mkdirSync(dataDirectory, { recursive: true });
  const segmentBytes = options.segmentBytes ?? DEFAULT_SEGMENT_BYTES;
  const storageKind = options.storageKind ?? 'local';
  const disk = { isFull: options.isDiskFull ?? (() => false), clock: options.diskClock };
  const repositories = new Repositories(dataDirectory, disk);
  const uploads = new UploadSessions({ segmentBytes, features });
  const requests: SeenRequest[] = [];

  const listener = createListener({
    state: { features, repositories, uploads, dataDirectory, disk, storageKind, segmentBytes },
    routes: routesOf(features),
    keys: options.keys,
    pacer: createPacer(options.bytesPerSecond),
    note: (request) => requests.push(request),
  });
  // A slow line must not end a request: the real server has no time limit on bodies
  // (docs/protocol/requests.md#body-limits).
  const http = createServer({ requestTimeout: 0, keepAliveTimeout: 75_000 }, (request, response) => {
    void listener(request, response);
  });
  const port = await new Promise<number>((resolve, reject) => {
    http.once('error', reject);
    http.listen(options.port ?? 0, '127.0.0.1', () => {
      const address = http.address();
      if (address === null || typeof address === 'string') reject(new Error('the server has no port'));
      else resolve(address.port);
    });
  });

  return {
    origin: `http://127.0.0.1:${port}`,
    features,
    dataDirectory,
    requests,
    createRepository: (namespace, name) => repositories.create(namespace, name, storageKind),
    repository: (namespace, name) => repositories.get(namespace, name),
    dropUploads: () => uploads.drop(),
    async close() {
      const closed = new Promise((resolve) => http.close(resolve));
      http.closeAllConnections();
      await closed;
      await uploads.close();
      if (options.dataDirectory === undefined) await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}
