import { join } from 'node:path';
import { HashCache } from '../../files/hashing/hashCache';
import { hideKey } from '../../hiddenKeys';
import { Network } from '../../oxen/connection/network';
import { OxenServer } from '../../oxen/http/client';
import { ENGINES } from '../engines/list';
import { ServerMemory } from '../engines/serverMemory';
import { Journals } from '../journal/journals';
import { SharedLimits } from '../limits/sharedLimits';
import { Turns } from '../limits/turns';
import { Listings } from '../plan/listings';
import { Receipts } from '../receipt/receipts';
import { formOf } from './errorForm';
import type { FromProcess, Setup, ToProcess } from './messages';
import { type SharedParts, ServedUpload } from './servedUpload';

export interface UploadServing {
  take(message: Exclude<ToProcess, { type: 'set up' }>): void;
  /** The window is gone: every upload stops, to be resumed; resolves when their journals are closed. */
  leave(): Promise<void>;
  /** Tells what is not of one upload. */
  note(text: string, error?: unknown): void;
}

/** The uploads of one window, done in this process. */
export function serveUploads(
  { storage, concurrency, limitRate, network: settings }: Setup,
  post: (message: FromProcess) => void,
): UploadServing {
  const network = new Network(settings);
  const limits = new SharedLimits(concurrency);
  limits.rate.bytesPerSecond = limitRate;
  const shared: SharedParts = {
    engines: ENGINES,
    hashes: new HashCache(join(storage, 'hashes')),
    journals: new Journals(join(storage, 'runs')),
    limits,
    listings: new Listings(join(storage, 'listings')),
    receipts: new Receipts(join(storage, 'receipts')),
    servers: new ServerMemory(join(storage, 'servers.json')),
    turns: new Turns(),
    open: ({ origin, key, allowHttp, gate }) => {
      if (key !== undefined) hideKey(key);
      return new OxenServer({ origin, key, allowHttp, gate, transport: network.transport });
    },
  };
  const uploads = new Map<number, ServedUpload>();

  const begin = async ({ id, order, rules }: Extract<ToProcess, { type: 'upload' }>) => {
    const upload = new ServedUpload(id, shared, post);
    uploads.set(id, upload);
    await upload.run(order, rules).catch((error: unknown) => {
      post({ type: 'ended', id, ending: { kind: 'broke', error: formOf(error) } }); // a fault of ours is no silence
    });
    uploads.delete(id);
  };
  return {
    take(message) {
      switch (message.type) {
        case 'network':
          network.set(message.settings);
          return;
        case 'limit rate':
          limits.rate.bytesPerSecond = message.bytesPerSecond;
          return;
        case 'upload':
          void begin(message);
          return;
        default:
          uploads.get(message.id)?.take(message);
      }
    },
    async leave() {
      await Promise.all([...uploads.values()].map((upload) => upload.leave()));
      network.dispose();
    },
    note: (text, error) =>
      post({ type: 'trouble', text, error: error === undefined ? undefined : formOf(error) }),
  };
}
