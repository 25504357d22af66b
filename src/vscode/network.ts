import type * as vscode from 'vscode';
import type { Dispatcher } from 'undici';
import type { Transport } from '../core/oxen/http/transport';
import type { Settings } from './settings';

interface Line {
  readonly dispatcher: Dispatcher;
  readonly transport: Transport;
}

/** The way out of this machine, through the proxy that VS Code is set to; made when first used. */
export class Network implements vscode.Disposable {
  private line: Promise<Line> | undefined;
  private readonly watching: vscode.Disposable;

  constructor(private readonly settings: Settings) {
    this.watching = settings.onDidChangeNetwork(() => this.hangUp());
  }

  /** Stays valid when the settings change: the next request goes the new way. */
  readonly transport: Transport = async (request) => {
    const line = (this.line ??= this.open());
    const { transport } = await line.catch((error: unknown) => {
      if (this.line === line) this.line = undefined; // the next request tries again
      throw error;
    });
    return transport(request);
  };

  dispose(): void {
    this.watching.dispose();
    this.hangUp();
  }

  /** Loads what speaks HTTP only now: it is half of the extension's code, and activation has to be quick. */
  private async open(): Promise<Line> {
    const [{ createDispatcher }, { undiciTransport }] = await Promise.all([
      import('../core/oxen/connection/dispatcher'),
      import('../core/oxen/connection/undiciTransport'),
    ]);
    const dispatcher = createDispatcher(this.settings.network);
    return { dispatcher, transport: undiciTransport(dispatcher) };
  }

  /** Requests under way come to their end on the old connections. */
  private hangUp(): void {
    this.line?.then(
      ({ dispatcher }) => void dispatcher.close(),
      () => {}, // told to whoever asked for the line
    );
    this.line = undefined;
  }
}
