import { dirname } from 'node:path';
import * as v from 'valibot';
import { makePrivateFolder, writePrivateFile } from '../../files/privateFiles';
import { readRegularFile } from '../../files/regularFile';
import type { Origin } from '../../oxen/address';
import type { Repository } from '../../oxen/http/client';
import type { ServerFeatures } from '../../oxen/server/serverVersion';

/** How long an answer holds, in ms: what a proxy refuses today it may pass on next week. */
const ANSWERS_HOLD = 7 * 24 * 60 * 60 * 1000;

/** A server takes some hundred bytes. */
const BOUNDS = { maxBytes: 16 * 1024 * 1024, links: 'followed' } as const;

const Known = v.object({
  /** The answers are those of this version, asked for since then (ms since 1970). */
  version: v.string(),
  since: v.number(),
  has: v.record(v.string(), v.boolean()),
  /** Bytes a second that the line took in the last run. */
  speed: v.optional(v.pipe(v.number(), v.gtValue(0))),
});
type Known = v.InferOutput<typeof Known>;

const KnownServers = v.record(v.string(), Known);

/** Answers, and bytes a second that the line took in the last run; each only where it is known. */
export type Remembered = Pick<Known, 'has' | 'speed'>;

/** A server as it is remembered: another version of it is to be asked again. */
export interface RememberedServer {
  readonly origin: Origin;
  readonly version: string;
}

/** The server of a repository. */
export function rememberedServer(
  { server }: Repository,
  { version }: Pick<ServerFeatures, 'version'>,
): RememberedServer {
  return { origin: server.origin, version };
}

/**
 * What earlier uploads learned of servers: how fast the line to them is, and what they have of what their version
 * promises. One small file; losing it costs time only, so nothing of it is an error.
 */
export class ServerMemory {
  private lastChange: Promise<void> = Promise.resolve();

  /**
   * @param file where it is kept; its folder is made when needed. Without one nothing is
   * @param now ms since 1970
   */
  constructor(
    private readonly file: string | undefined,
    private readonly now: () => number = Date.now,
  ) {}

  async recall(server: RememberedServer): Promise<Remembered> {
    await this.lastChange;
    return this.current(server, (await this.read())[server.origin]);
  }

  rememberSpeed(server: RememberedServer, speed: number): Promise<void> {
    return this.change(server, (known) => ({ ...known, speed }));
  }

  /** Whether the server has `what`: as remembered, else as `ask` finds out. */
  async has(server: RememberedServer, what: string, ask: () => Promise<boolean>): Promise<boolean> {
    const known = (await this.recall(server)).has[what];
    if (known !== undefined) return known;
    const answer = await ask();
    await this.remember(server, what, answer);
    return answer;
  }

  remember(server: RememberedServer, what: string, has: boolean): Promise<void> {
    return this.change(server, (known) => ({ ...known, has: { ...known.has, [what]: has } }));
  }

  /** One change after the other, each on what is in the file by then: other windows write there too. */
  private change(server: RememberedServer, change: (known: Known) => Known): Promise<void> {
    this.lastChange = this.lastChange.then(async () => {
      const servers = await this.read();
      const known = change(this.current(server, servers[server.origin]));
      await this.write({ ...servers, [server.origin]: known });
    });
    return this.lastChange;
  }

  /** The answers of another version, or of long ago, are dropped; the speed is the line's. */
  private current({ version }: RememberedServer, known: Known | undefined): Known {
    const isCurrent = known?.version === version && this.now() - known.since < ANSWERS_HOLD;
    return isCurrent ? known : { version, since: this.now(), has: {}, speed: known?.speed };
  }

  private async read(): Promise<v.InferOutput<typeof KnownServers>> {
    try {
      if (this.file === undefined) return {};
      const text = (await readRegularFile(this.file, BOUNDS)).toString('utf8');
      return v.parse(KnownServers, JSON.parse(text));
    } catch {
      return {};
    }
  }

  private async write(servers: v.InferOutput<typeof KnownServers>): Promise<void> {
    if (this.file === undefined) return;
    const text = JSON.stringify(servers);
    try {
      await makePrivateFolder(dirname(this.file));
      await writePrivateFile(this.file, text);
    } catch {
      // it is asked again next time
    }
  }
}
