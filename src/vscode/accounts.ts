import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { hideKey } from '../core/hiddenKeys';
import type { Origin } from '../core/oxen/address';
import { OxenServer } from '../core/oxen/http/client';
import type { RequestGate } from '../core/oxen/http/requestGate';
import type { Access } from '../core/upload/process/messages';
import { messageOf, UserError } from '../core/userError';
import type { Log } from './log/log';
import type { Network } from '../core/oxen/connection/network';
import type { PlainHttp } from './plainHttp';
import type { Settings } from './settings';

export interface AccountsOptions {
  readonly secrets: vscode.SecretStorage;
  readonly settings: Settings;
  readonly network: Network;
  readonly plainHttp: PlainHttp;
  readonly log: Log;
}

/** The servers that the user is connected to, and their keys: each goes to the origin it was stored for only. */
export class Accounts implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** A server came or went, or has another key. */
  readonly onDidChange = this.changed.event;
  private readonly watching: vscode.Disposable;

  constructor(private readonly options: AccountsOptions) {
    const changed = () => this.changed.fire();
    this.watching = vscode.Disposable.from(
      options.secrets.onDidChange(changed),
      options.settings.onDidChangeServers(changed),
    );
  }

  get origins(): readonly Origin[] {
    return this.options.settings.servers;
  }

  isKnown(origin: Origin): boolean {
    return this.origins.includes(origin);
  }

  async key(origin: Origin): Promise<string | undefined> {
    const key = await stored('read', origin, this.options.secrets.get(origin));
    if (key !== undefined) this.hide(key);
    return key;
  }

  /**
   * The server, spoken to with its stored key.
   *
   * @throws CancellationError when the user does not want to reach it over plain http
   */
  async server(origin: Origin, gate?: RequestGate): Promise<OxenServer> {
    return this.open(origin, await this.key(origin), gate);
  }

  /**
   * What it takes to speak to a server with its stored key.
   *
   * @throws CancellationError when the user does not want to reach it over plain http
   */
  async access(origin: Origin): Promise<Access> {
    const key = await this.key(origin);
    return { key, allowHttp: await this.options.plainHttp.isAllowed(origin) };
  }

  /** The same with a key that is not stored, or with none. */
  async open(origin: Origin, key: string | undefined, gate?: RequestGate): Promise<OxenServer> {
    const { network, plainHttp } = this.options;
    if (key !== undefined) this.hide(key);
    const allowHttp = await plainHttp.isAllowed(origin);
    return new OxenServer({
      origin,
      key,
      allowHttp,
      transport: network.transport,
      ...(gate && { gate }),
    });
  }

  /** Lists the server, then stores the key, when there is one: no key lies there of a server that nobody sees. */
  async add(origin: Origin, key: string | undefined): Promise<void> {
    const { secrets, settings } = this.options;
    await settings.addServer(origin);
    if (key === undefined) await stored('delete', origin, secrets.delete(origin));
    else await stored('keep', origin, secrets.store(origin, key));
  }

  async remove(origin: Origin): Promise<void> {
    const { secrets, settings } = this.options;
    await stored('delete', origin, secrets.delete(origin));
    await settings.removeServer(origin);
  }

  /** No key is shown or logged once it is known. */
  private hide(key: string): void {
    hideKey(key);
    this.options.log.hide(key);
  }

  dispose(): void {
    vscode.Disposable.from(this.watching, this.changed).dispose();
  }
}

/** @throws UserError when VS Code's secret storage does not do it, such as with a locked keychain */
async function stored<T>(what: 'read' | 'keep' | 'delete', origin: Origin, work: Thenable<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw new UserError(t('VS Code could not {0} the key for {1}: {2}', what, origin, messageOf(cause)), {
      advice: t('Unlock your system’s keychain or restart VS Code, then try again.'),
      cause,
    });
  }
}
