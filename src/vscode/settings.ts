import * as vscode from 'vscode';
import { type Symlinks, SYMLINKS } from '../core/files/symlinks';
import { type Origin, parseOrigin } from '../core/oxen/address';
import type { NetworkSettings } from '../core/oxen/dispatcher';
import type { EngineSetting } from '../core/upload/engines/choice';
import { ENGINES } from '../core/upload/engines/engine';
import { UserError } from '../core/userError';
import type { Log } from './log';

/** The user's settings, read anew each time and in the shape that the rest works with. */
export class Settings implements vscode.Disposable {
  private readonly serversChanged = new vscode.EventEmitter<void>();
  readonly onDidChangeServers = this.serversChanged.event;
  private readonly networkChanged = new vscode.EventEmitter<void>();
  readonly onDidChangeNetwork = this.networkChanged.event;
  private readonly watching = vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration('oxen.servers')) this.serversChanged.fire();
    if (event.affectsConfiguration('http')) this.networkChanged.fire();
  });

  constructor(private readonly log: Log) {}

  /** The known servers, each once; an entry that is no address is left out, and the log says so. */
  get servers(): readonly Origin[] {
    const listed = strings(vscode.workspace.getConfiguration('oxen').get('servers'));
    return [...new Set(listed.flatMap((text) => this.originIn(text)))];
  }

  async addServer(origin: Origin): Promise<void> {
    if (!this.servers.includes(origin)) await setForUser('servers', [...this.servers, origin]);
  }

  async removeServer(origin: Origin): Promise<void> {
    await setForUser(
      'servers',
      this.servers.filter((other) => other !== origin),
    );
  }

  /** Who commits are by, as far as it is set for files of `folder`. */
  author(folder: vscode.Uri | undefined): {
    readonly name: string | undefined;
    readonly email: string | undefined;
  } {
    const commit = vscode.workspace.getConfiguration('oxen.commit', folder);
    return { name: filled(commit.get('author')), email: filled(commit.get('email')) };
  }

  async setAuthor({ name, email }: { readonly name: string; readonly email: string }): Promise<void> {
    await setForUser('commit.author', name);
    await setForUser('commit.email', email);
  }

  get engine(): EngineSetting {
    const value = vscode.workspace.getConfiguration('oxen').get('engine');
    return ENGINES.find((engine) => engine === value) ?? 'auto';
  }

  get symlinks(): Symlinks {
    const value = vscode.workspace.getConfiguration('oxen.upload').get('symlinks');
    return SYMLINKS.find((way) => way === value) ?? 'skip';
  }

  get useGitignore(): boolean {
    return vscode.workspace.getConfiguration('oxen.upload').get('useGitignore') === true;
  }

  /** VS Code's own settings of proxy and certificates; a folder cannot set them. */
  get network(): NetworkSettings {
    const http = vscode.workspace.getConfiguration('http');
    return {
      proxy: filled(http.get('proxy')),
      noProxy: strings(http.get('noProxy')),
      strictSsl: http.get('proxyStrictSSL') !== false,
    };
  }

  dispose(): void {
    vscode.Disposable.from(this.watching, this.serversChanged, this.networkChanged).dispose();
  }

  private originIn(text: string): Origin[] {
    try {
      return [parseOrigin(text)];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.log.warn(`The setting oxen.servers: ${error.message} ${error.advice ?? ''}`);
      return [];
    }
  }
}

function setForUser(name: string, value: unknown): Thenable<void> {
  return vscode.workspace.getConfiguration('oxen').update(name, value, vscode.ConfigurationTarget.Global);
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function filled(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
