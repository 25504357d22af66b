import type { Dispatcher } from 'undici';
import type { Transport } from '../http/transport';
import type { NetworkSettings } from './dispatcher';

interface Line {
  readonly dispatcher: Dispatcher;
  readonly transport: Transport;
}

/** The way out of this machine, as it is set; made when first used. */
export class Network {
  private line: Promise<Line> | undefined;

  constructor(private settings: NetworkSettings) {}

  /** Stays valid when the settings change: the next request goes the new way. */
  readonly transport: Transport = async (request) => {
    const line = (this.line ??= this.open());
    const { transport } = await line.catch((error: unknown) => {
      if (this.line === line) this.line = undefined; // the next request tries again
      throw error;
    });
    return transport(request);
  };

  set(settings: NetworkSettings): void {
    this.settings = settings;
    this.dispose();
  }

  /** Requests under way come to their end on the old connections. */
  dispose(): void {
    this.line?.then(
      ({ dispatcher }) => void dispatcher.close(),
      () => {}, // told to whoever asked for the line
    );
    this.line = undefined;
  }

  /** Loads what speaks HTTP only now: it is half of all code, and activation has to be quick. */
  private async open(): Promise<Line> {
    const [{ createDispatcher }, { undiciTransport }] = await Promise.all([
      import('./dispatcher'),
      import('./undiciTransport'),
    ]);
    const dispatcher = createDispatcher(this.settings);
    return { dispatcher, transport: undiciTransport(dispatcher) };
  }
}
