import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterEach } from 'mocha';
import { ProxiedCall } from './proxiedCall';

export type Handler = (call: ProxiedCall) => Promise<void> | void;

const always: (call: ProxiedCall) => boolean = () => true;

interface Rule {
  readonly method: string;
  readonly path: RegExp;
  readonly isMeant: (call: ProxiedCall) => boolean;
  readonly handle: Handler;
  left: number;
}

/** What became of a rule. */
export interface Taken {
  /** Requests that it was applied to. */
  readonly times: number;
}

/** A request that waits in the proxy. */
export interface HeldCall {
  /** Fulfilled once the request is there; none of its body has been read then. */
  readonly reached: Promise<ProxiedCall>;
  release(): void;
  drop(): void;
}

/** Stands between the command and a server, passes everything on, and does wrong what it is told to. */
export class Proxy {
  /** `METHOD path` of all that came, in order. */
  readonly seen: string[] = [];
  /** The server goes away on purpose. */
  mayLoseServer = false;
  private readonly rules: Rule[] = [];
  private readonly observers: ((call: ProxiedCall) => void)[] = [];
  private readonly failures: unknown[] = [];

  private constructor(
    private readonly target: string,
    private readonly http = createServer(),
  ) {}

  /** @param address of this machine, where the proxy is reached */
  static async start(target: string, address = '127.0.0.1'): Promise<Proxy> {
    const proxy = new Proxy(target);
    proxy.http.on('request', (request, response) => void proxy.take(request, response));
    proxy.http.requestTimeout = 0;
    proxy.http.listen(0, address);
    await once(proxy.http, 'listening');
    return proxy;
  }

  get origin(): string {
    const address = this.http.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
    return `http://${address.address}:${address.port}`;
  }

  /** Lets `handle` answer the next such requests instead; the first rule that fits is taken. */
  on(method: string, path: RegExp, handle: Handler, { times = Infinity, isMeant = always } = {}): Taken {
    const taken = { times: 0 };
    const counted: Handler = (call) => {
      taken.times++;
      return handle(call);
    };
    this.rules.push({ method, path, isMeant, handle: counted, left: times });
    return taken;
  }

  /** Told of every request when it comes. */
  observe(observer: (call: ProxiedCall) => void): void {
    this.observers.push(observer);
  }

  /** Passes everything on again. */
  forget(): void {
    this.rules.length = 0;
  }

  /** Lets the next such request wait until it is released, or dropped unseen by the server. */
  hold(method: string, path: RegExp, isMeant = always): HeldCall {
    let decide: (isDropped: boolean) => void = () => undefined;
    const dropped = new Promise<boolean>((resolve) => (decide = resolve));
    const reached = new Promise<ProxiedCall>((resolve) => {
      const handle = async (call: ProxiedCall) => {
        resolve(call);
        if (await dropped) call.drop();
        else await call.pass();
      };
      this.rules.push({ method, path, isMeant, handle, left: 1 });
    });
    return { reached, release: () => decide(false), drop: () => decide(true) };
  }

  /** @throws what a handler threw */
  async close(): Promise<void> {
    const closed = once(this.http, 'close');
    this.http.close();
    this.http.closeAllConnections();
    await closed;
    if (this.failures.length > 0) throw this.failures[0];
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = new ProxiedCall(this.target, request, response);
    this.seen.push(`${call.method} ${call.path}`);
    for (const observe of this.observers) observe(call);
    const rule = this.rules.find((one) => fits(one, call));
    try {
      if (rule !== undefined) rule.left--;
      await (rule === undefined ? call.pass() : rule.handle(call));
    } catch (error) {
      if (!call.isAborted && !this.mayLoseServer) this.failures.push(error);
      call.drop();
    }
  }
}

function fits({ method, path, isMeant, left }: Rule, call: ProxiedCall): boolean {
  return left > 0 && method === call.method && path.test(call.path) && isMeant(call);
}

/** A proxy for one test, closed after it. */
export function useProxy(): (target: string, address?: string) => Promise<Proxy> {
  const proxies: Proxy[] = [];
  afterEach(async () => {
    for (const proxy of proxies.splice(0)) await proxy.close();
  });
  return async (target, address) => {
    const proxy = await Proxy.start(target, address);
    proxies.push(proxy);
    return proxy;
  };
}
