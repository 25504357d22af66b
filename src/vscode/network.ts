import type * as vscode from 'vscode';
import type { Dispatcher } from 'undici';
import { createDispatcher } from '../core/oxen/connection/dispatcher';
import type { Transport } from '../core/oxen/http/transport';
import { undiciTransport } from '../core/oxen/connection/undiciTransport';
import type { Settings } from './settings';

interface Line {
  readonly dispatcher: Dispatcher;
  readonly transport: Transport;
}

/** The way out of this machine, through the proxy that VS Code is set to; made when first used. */
export class Network implements vscode.Disposable {
  private throttle: Line | undefined;
  private readonly watching: vscode.Disposable;

  constructor(private readonly settings: Settings) {
    this.watching = settings.onDidChangeNetwork(() => this.hangUp());
  }

  /** Stays valid when the settings change: the next request goes the new way. */
  readonly transport: Transport = async (request) => {
    this.throttle ??= this.open();
    return this.throttle.transport(request);
  };

  dispose(): void {
    this.watching.dispose();
    this.hangUp();
  }

  private open(): Line {
    const dispatcher = createDispatcher(this.settings.network);
    return { dispatcher, transport: undiciTransport(dispatcher) };
  }

  /** Requests under way come to their end on the old connections. */
  private hangUp(): void {
    void this.throttle?.dispatcher.close();
    this.throttle = undefined;
  }
}
