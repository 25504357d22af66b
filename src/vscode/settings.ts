import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { type Symlinks, SYMLINKS } from '../core/files/scan/symlinks';
import { type Origin, parseOrigin } from '../core/oxen/address';
import type { NetworkSettings } from '../core/oxen/connection/dispatcher';
import type { EngineSetting } from '../core/upload/engines/choice';
import { parseRate } from '../core/upload/limits/rateText';
import { messageOf, UserError } from '../core/userError';
import type { Log } from './log/log';
import { SHOWS_FILES, type ShowsFiles } from './uploads/review/opensFiles';

/** The user's settings, read again each time and in the shape that the rest works with. */
export class Settings implements vscode.Disposable {
  private readonly serversChanged = new vscode.EventEmitter<void>();
  readonly onDidChangeServers = this.serversChanged.event;
  private readonly networkChanged = new vscode.EventEmitter<void>();
  readonly onDidChangeNetwork = this.networkChanged.event;
  private readonly rateChanged = new vscode.EventEmitter<void>();
  readonly onDidChangeRate = this.rateChanged.event;
  private readonly watching = vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration('oxen.servers')) this.serversChanged.fire();
    if (event.affectsConfiguration('http')) this.networkChanged.fire();
    if (event.affectsConfiguration('oxen.upload.limitRate')) this.rateChanged.fire();
  });

  constructor(private readonly log: Log) {}

  /** The known servers, each once; an entry that is no address is left out, and the log says so. */
  get servers(): readonly Origin[] {
    return [...new Set(strings(listedServers()).flatMap((text) => this.originIn(text)))];
  }

  async addServer(origin: Origin): Promise<void> {
    if (!this.servers.includes(origin)) await setForUser('servers', [...listedServers(), origin]);
  }

  /** Leaves what is no address as it is: it is the user's, and may be a slip of the pen. */
  async removeServer(origin: Origin): Promise<void> {
    const isMeant = (entry: unknown) => typeof entry === 'string' && this.originIn(entry).includes(origin);
    await setForUser(
      'servers',
      listedServers().filter((entry) => !isMeant(entry)),
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
    return filled(vscode.workspace.getConfiguration('oxen').get('engine')) ?? 'auto';
  }

  get symlinks(): Symlinks {
    const value = vscode.workspace.getConfiguration('oxen.upload').get('symlinks');
    return SYMLINKS.find((way) => way === value) ?? 'skip';
  }

  get useGitignore(): boolean {
    return vscode.workspace.getConfiguration('oxen.upload').get('useGitignore') === true;
  }

  /** Globs of what is left out. */
  get excludeGlobs(): readonly string[] {
    const value: unknown = vscode.workspace.getConfiguration('oxen.upload').get('exclude');
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([glob, isExcluded]) => (isExcluded === true ? [glob] : []));
  }

  get showsFiles(): ShowsFiles {
    const value = vscode.workspace.getConfiguration('oxen.upload').get('review');
    return SHOWS_FILES.find((when) => when === value) ?? 'whenNeeded';
  }

  /** Bytes a second that uploads may take; `undefined` for no limit, and, as the log says, for what is none. */
  get limitRate(): number | undefined {
    const text = filled(vscode.workspace.getConfiguration('oxen.upload').get('limitRate'));
    return text === undefined ? undefined : this.understood('oxen.upload.limitRate', () => parseRate(text));
  }

  /** Requests with content at once to one server; `undefined`: found while they run. */
  get concurrency(): number | undefined {
    const value = vscode.workspace.getConfiguration('oxen.upload').get('concurrency');
    return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined;
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
    vscode.Disposable.from(
      this.watching,
      this.serversChanged,
      this.networkChanged,
      this.rateChanged,
    ).dispose();
  }

  private originIn(text: string): Origin[] {
    return [this.understood('oxen.servers', () => parseOrigin(text))].flatMap((origin) => origin ?? []);
  }

  private understood<T>(setting: string, read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.log.warn(`The setting ${setting}: ${error.message} ${error.advice ?? ''}`);
      return undefined;
    }
  }
}

/** @throws UserError when VS Code cannot write them, such as while they are edited */
async function setForUser(name: string, value: unknown): Promise<void> {
  try {
    await vscode.workspace.getConfiguration('oxen').update(name, value, vscode.ConfigurationTarget.Global);
  } catch (cause) {
    throw new UserError(t('The user settings could not be written: {0}', messageOf(cause)), {
      advice: t('Run “Preferences: Open User Settings (JSON)”, fix and save the file, then try again.'),
      cause,
    });
  }
}

/** The entries as they stand there. */
function listedServers(): readonly unknown[] {
  const value: unknown = vscode.workspace.getConfiguration('oxen').get('servers');
  return Array.isArray(value) ? value : [];
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function filled(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
